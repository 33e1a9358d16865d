//! The file in the directory of a run whose changes are to end: it says so, so that not every plan has to be read.

use std::path::Path;

use jiff::Timestamp;

use super::JournalError;
use crate::private_files;

const UNTIL: &str = "until";

/// Writes the file, if there is an end. Making it durable is the caller's.
pub(super) fn mark(dir: &Path, until: Option<Timestamp>) -> Result<(), JournalError> {
    if until.is_none() {
        return Ok(());
    }
    let path = dir.join(UNTIL);
    let made = private_files::file()
        .write(true)
        .create_new(true)
        .open(&path);
    made.map(drop)
        .map_err(|error| JournalError::io("write", &path, error))
}

/// Whether the file is there.
pub(super) fn is_marked(dir: &Path) -> bool {
    dir.join(UNTIL).exists()
}
