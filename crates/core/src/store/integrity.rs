//! Whether the file is whole.

use super::error::During;
use super::{Mirror, StoreError};

impl Mirror {
    /// What is wrong with the file's structure, by SQLite's own check; none when it is whole. Reads the
    /// whole file.
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
