//! The runs whose changes are to end.

use super::expiry_mark::is_marked;
use super::{JournalError, Runs};

impl Runs {
    /// The runs since the first one whose changes are to end, the oldest first; none where there is no such run.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn since_first_for_a_time(&self) -> Result<Vec<String>, JournalError> {
        let mut ids = self.ids()?;
        let last = ids.iter().rposition(|id| is_marked(&self.dir(id)));
        ids.truncate(last.map_or(0, |last| last.saturating_add(1)));
        ids.reverse();
        Ok(ids)
    }
}
