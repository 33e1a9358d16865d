//! The organization itself.

use rusqlite::OptionalExtension as _;

use super::error::During as _;
use super::{Mirror, StoreError};

impl Mirror {
    /// The organization's name, where it was read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn org_name(&self, org: &str) -> Result<Option<String>, StoreError> {
        self.db
            .query_row("SELECT name FROM org WHERE id = ?1", [org], |row| {
                row.get(0)
            })
            .optional()
            .map(Option::flatten)
            .during("read the organization's name")
    }
}
