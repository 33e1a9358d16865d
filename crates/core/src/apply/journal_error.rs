//! What can be wrong with a journal.

use std::io;
use std::path::{Path, PathBuf};

/// Why a journal cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// A file operation failed.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// The operation, such as `open`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// A line was altered.
    #[error("line {line} of {} was altered or is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// The journal is empty, but lines were written to it.
    #[error("{} is empty, but {lines} lines were written to it", path.display())]
    Emptied {
        /// The file.
        path: PathBuf,
        /// Lines that were written.
        lines: u64,
    },
    /// Another process is writing to it.
    #[error("another atlctl process is using this run")]
    Busy,
    /// Another process is changing the organization.
    #[error("another atlctl process is changing this organization")]
    OrgBusy,
    /// The run does not exist.
    #[error("run {0:?} not found")]
    NoSuchRun(String),
    /// The run has a plan, and no record of what was done.
    #[error(
        "run {0} has no records: its journal was lost, or the run ended before it sent anything"
    )]
    NoRecords(String),
    /// The plan beside the journal is missing or differs from the one the run started with.
    #[error("the plan of run {0} was changed after the run started")]
    OtherPlan(String),
    /// The journal is that of another run.
    #[error("the directory of run {id} has the records of run {of}: it was copied or renamed")]
    OtherRun {
        /// The run that was asked for.
        id: String,
        /// The run that the journal is of.
        of: String,
    },
}

impl JournalError {
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}
