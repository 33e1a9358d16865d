//! The domains of the organization.

use super::error::During;
use super::{Mirror, StoreError};

impl Mirror {
    /// The verified domains, in lower case. `None` when the mirror has no domains: they may never have been read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn verified_domains(&self) -> Result<Option<Vec<String>>, StoreError> {
        let doing = "read the domains";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT lower(name), claim_status = 'verified' FROM mirror_domain \
                 WHERE gone_sync IS NULL AND name IS NOT NULL ORDER BY name",
            )
            .during(doing)?;
        let all: Vec<(String, Option<bool>)> = read
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)?;
        if all.is_empty() {
            return Ok(None);
        }
        let verified = all.into_iter().filter(|(_, is)| *is == Some(true));
        Ok(Some(verified.map(|(name, _)| name).collect()))
    }
}
