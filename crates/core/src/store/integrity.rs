//! Checks the integrity of the file.

use super::error::During;
use super::{Mirror, StoreError};

impl Mirror {
    /// The first error that SQLite's integrity check finds; `None` when the file is intact. Reads the whole file.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub fn integrity_error(&self) -> Result<Option<String>, StoreError> {
        let found: String = self
            .db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .during("check its file")?;
        Ok((found != "ok").then_some(found))
    }
}
