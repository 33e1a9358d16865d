//! A person's API tokens and identity-provider records.

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::error::During;
use super::{Mirror, StoreError};

/// An API token of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedToken {
    /// The token's ID.
    pub id: String,
    /// What its owner calls it.
    pub label: Option<String>,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// Whether that was reported; then no `last_used` means never.
    pub last_used_known: bool,
    /// When it expires.
    pub expires: Option<Timestamp>,
}

/// A record of an identity provider that belongs to a person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRecord {
    /// The record's ID.
    pub id: String,
    /// The name by which the provider signs the person in.
    pub name: Option<String>,
    /// The provider's own ID.
    pub external_id: Option<String>,
    /// Whether the provider lets the person in.
    pub active: Option<bool>,
}

impl Mirror {
    /// Whether this is the ID of a service account or of its Atlassian account. True where no service accounts were
    /// read: it may be one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn knows_service_account(&self, id: &str) -> Result<bool, StoreError> {
        self.db
            .query_row(
                "SELECT NOT EXISTS (SELECT 1 FROM mirror_service_account) \
                 OR EXISTS (SELECT 1 FROM mirror_service_account WHERE ?1 IN (id, account_id)) \
                 OR EXISTS (SELECT 1 FROM service_account_credential WHERE service_account_id = ?1)",
                [id],
                |row| row.get(0),
            )
            .during("look for a service account")
    }

    /// The person's API tokens, by label; `None` when the tokens of the organization were never read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tokens_of(&self, account: &AccountId) -> Result<Option<Vec<OwnedToken>>, StoreError> {
        let question = "SELECT id, label, last_used_unix, last_used_known, expires_unix FROM token \
                        WHERE account_id = ?1 AND NOT gone ORDER BY label, id";
        self.of_part("tokens", question, account, |row| {
            Ok(OwnedToken {
                id: row.get(0)?,
                label: row.get(1)?,
                last_used: time(row.get(2)?),
                last_used_known: row.get(3)?,
                expires: time(row.get(4)?),
            })
        })
    }

    /// The identity-provider records of the person's account; `None` when they were never read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn provider_records_of(
        &self,
        account: &AccountId,
    ) -> Result<Option<Vec<ProviderRecord>>, StoreError> {
        let question = "SELECT id, name, external_id, active FROM scim_link \
                        WHERE account_id = ?1 AND NOT gone ORDER BY name, id";
        self.of_part("scim-links", question, account, |row| {
            Ok(ProviderRecord {
                id: row.get(0)?,
                name: row.get(1)?,
                external_id: row.get(2)?,
                active: row.get(3)?,
            })
        })
    }

    /// The person's rows of a part of the mirror, if it was ever read.
    fn of_part<T>(
        &self,
        part: &str,
        question: &str,
        account: &AccountId,
        one: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<Vec<T>>, StoreError> {
        if self.part_read_at(part)?.is_none() {
            return Ok(None);
        }
        let doing = "read what belongs to a person";
        let mut read = self.db.prepare_cached(question).during(doing)?;
        let rows = read
            .query_map([account.as_str()], |row| one(row))
            .during(doing)?;
        rows.collect::<rusqlite::Result<_>>()
            .during(doing)
            .map(Some)
    }

    /// When a part of the mirror was last read, by its name in the view `part`; `None`: never.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn part_read_at(&self, part: &str) -> Result<Option<Timestamp>, StoreError> {
        let doing = "read how fresh it is";
        let seconds: Option<i64> = self
            .db
            .prepare_cached("SELECT max(read_at_unix) FROM part WHERE part = ?1")
            .during(doing)?
            .query_row([part], |row| row.get(0))
            .during(doing)?;
        Ok(time(seconds))
    }
}

fn time(seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(seconds?).ok()
}
