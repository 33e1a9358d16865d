//! The runs whose changes are to end: a file in the directory of each says so, so that not every plan has to be read.

use std::path::Path;

use jiff::Timestamp;

use super::{JournalError, Runs};
use crate::private;

/// The file of a run whose changes are to end.
const UNTIL: &str = "until";

/// Writes the file. Making it durable is the caller's.
pub(super) fn mark(dir: &Path, until: Option<Timestamp>) -> Result<(), JournalError> {
    if until.is_none() {
        return Ok(());
    }
    let path = dir.join(UNTIL);
    let made = private::file().write(true).create_new(true).open(&path);
    made.map(drop)
        .map_err(|error| JournalError::io("write", &path, error))
}

impl Runs {
    /// The runs since the first one whose changes are to end, the oldest first; none where there is no such run.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn since_first_for_a_time(&self) -> Result<Vec<String>, JournalError> {
        let mut ids = self.ids()?;
        let last = ids.iter().rposition(|id| self.dir(id).join(UNTIL).exists());
        ids.truncate(last.map_or(0, |last| last.saturating_add(1)));
        ids.reverse();
        Ok(ids)
    }
}
