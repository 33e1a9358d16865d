//! A journal that lost everything: its first line is cut, or the file is empty or gone, although lines were written to it.
//! The plan beside it holds everybody's value before, so the run resumes with it, as after any cut: what it did is
//! unknown, and everybody is read.

use std::io;
use std::path::Path;

use super::journal::{Contents, JOURNAL, Journal, PLAN};
use super::{Entry, JournalError, Record, Settings, journal_end};
use crate::plan;

/// The entries of a run in this directory, which it does not hold.
///
/// # Errors
/// When they cannot be read, or were altered.
pub(super) fn read(id: &str, dir: &Path) -> Result<Contents, JournalError> {
    match Journal::read(&dir.join(JOURNAL)) {
        Err(error) => {
            let error = gone(dir, error);
            let entries = of_plan(id, dir, &error).ok_or(error)?;
            Ok(Contents {
                entries,
                running: false,
            })
        }
        read => read,
    }
}

/// The journal of a run in this directory, to go on with, and its entries.
///
/// # Errors
/// `Busy` when another process holds it; when it cannot be read, or was altered.
pub(super) fn open(id: &str, dir: &Path) -> Result<(Journal, Vec<Entry>), JournalError> {
    let path = dir.join(JOURNAL);
    match Journal::open(&path) {
        Err(error) => {
            let error = gone(dir, error);
            let entries = of_plan(id, dir, &error).ok_or(error)?;
            Ok((Journal::anew(&path, &entries)?, entries))
        }
        opened => opened,
    }
}

/// The error of a file that is gone although lines were written to it.
fn gone(dir: &Path, error: JournalError) -> JournalError {
    match &error {
        JournalError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            journal_end::gone(&dir.join(JOURNAL)).err().unwrap_or(error)
        }
        _ => error,
    }
}

/// What stands for the entries that are lost, where the plan is whole.
fn of_plan(id: &str, dir: &Path, error: &JournalError) -> Option<Vec<Entry>> {
    let JournalError::Emptied { lines, .. } = error else {
        return None;
    };
    let text = std::fs::read_to_string(dir.join(PLAN)).ok()?;
    let (found, checksum) = plan::from_text(&text).ok()?;
    let at = found.made.as_millisecond();
    let begin = Record::Begin {
        run: id.to_owned(),
        plan: checksum,
        tool: found.tool,
        settings: Settings::default(),
        actor: found.actor,
        marked: true,
    };
    let cut = Record::Cut { lines: *lines };
    Some([begin, cut].map(|record| Entry { at, record }).into())
}
