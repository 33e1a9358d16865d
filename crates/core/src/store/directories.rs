//! The directories of the organization.

use atlctl_api::DirectoryId;

use super::error::During;
use super::{Mirror, StoreError};

impl Mirror {
    /// The present directories with their names, in order of name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn directories(&self) -> Result<Vec<(DirectoryId, Option<String>)>, StoreError> {
        let doing = "read the directories";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT id, name FROM mirror_directory WHERE gone_sync IS NULL ORDER BY name, id",
            )
            .during(doing)?;
        read.query_map([], |row| {
            Ok((DirectoryId::from(row.get::<_, String>(0)?), row.get(1)?))
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
    }
}
