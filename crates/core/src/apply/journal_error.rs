//! What can be wrong with a journal.

use std::io;
use std::path::{Path, PathBuf};

/// Why a journal cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The operating system said no.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// A line is not as it was written.
    #[error("line {line} of {} was altered or is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// It holds nothing, and lines had been written to it.
    #[error("{} is empty, but {lines} lines were written to it", path.display())]
    Emptied {
        /// The file.
        path: PathBuf,
        /// How many there were.
        lines: u64,
    },
    /// Another program is writing to it.
    #[error("another atlctl process is using this run")]
    Busy,
    /// Another program is changing the organization.
    #[error("another atlctl process is changing this organization")]
    OrgBusy,
    /// There is no such run.
    #[error("run {0:?} not found")]
    NoSuchRun(String),
    /// The plan beside the journal is missing or not the one the run began with.
    #[error("the plan of run {0} changed after the run started")]
    OtherPlan(String),
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
