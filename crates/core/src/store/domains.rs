//! The domains of the organization.

use super::error::During;
use super::{Mirror, StoreError};

impl Mirror {
    /// Whether the organization has this domain, or the address of anybody is in it. In lower case.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_domain(&self, domain: &str) -> Result<bool, StoreError> {
        self.db
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM mirror_domain WHERE lower(name) = ?1) \
                 OR EXISTS (SELECT 1 FROM mirror_user WHERE substr(email_key, instr(email_key, '@') + 1) = ?1)",
                [domain],
                |row| row.get(0),
            )
            .during("look for a domain")
    }

    /// The domains of the organization, and those of everybody's address, in lower case.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn every_domain(&self) -> Result<Vec<String>, StoreError> {
        let doing = "read the domains";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT lower(name) FROM mirror_domain WHERE name IS NOT NULL UNION \
                 SELECT substr(email_key, instr(email_key, '@') + 1) FROM mirror_user WHERE email_key IS NOT NULL",
            )
            .during(doing)?;
        read.query_map([], |row| row.get(0))
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)
    }

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
