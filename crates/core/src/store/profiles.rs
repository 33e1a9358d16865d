//! The fields of people's profiles.

use atlctl_api::AccountId;
use rusqlite::OptionalExtension as _;

use super::error::During;
use super::{Mirror, StoreError};

/// A field of a profile that the mirror has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileColumn(&'static str);

impl ProfileColumn {
    /// The column with this field of a profile; none for those that no list shows.
    #[must_use]
    pub fn of(field: &str) -> Option<Self> {
        let columns = [
            ("name", "name"),
            ("nickname", "nickname"),
            ("job-title", "job_title"),
            ("department", "department"),
            ("organization", "organization"),
            ("location", "location"),
            ("zoneinfo", "time_zone"),
        ];
        let mut columns = columns.into_iter();
        columns
            .find(|(known, _)| *known == field)
            .map(|(_, column)| Self(column))
    }

    /// Its name in the mirror.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl Mirror {
    /// A field of a person's profile; none when it is unknown.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn profile_field(
        &self,
        account: &AccountId,
        column: ProfileColumn,
    ) -> Result<Option<String>, StoreError> {
        let doing = "read a profile";
        let sql = format!(
            "SELECT {} FROM mirror_user WHERE account_id = (SELECT ?1)",
            column.0
        );
        let mut read = self.db.prepare_cached(&sql).during(doing)?;
        let field: Option<Option<String>> = read
            .query_row([account.as_str()], |row| row.get(0))
            .optional()
            .during(doing)?;
        Ok(field.flatten())
    }
}
