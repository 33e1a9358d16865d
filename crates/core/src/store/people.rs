//! Finding people by what they are called.

use std::collections::HashMap;

use atlctl_api::{AccountId, PolicyId};
use rusqlite::params;

use super::error::During;
use super::person::COLUMNS;
use super::{Mirror, Person, StoreError};

const SAME_FIRST_LETTER: &str = "email_key >= ?1 AND email_key < ?1 || char(1114111)";
const ANY: &str = "?1 IS NOT NULL";
const SUGGESTIONS: usize = 3;

impl Mirror {
    /// The person with this address, whatever its case. One who is still there comes before one who is
    /// gone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn person_by_email(&self, email: &str) -> Result<Option<Person>, StoreError> {
        self.first(
            &format!(
                "SELECT {COLUMNS} WHERE u.email_key = ?1 ORDER BY u.gone_sync IS NOT NULL, u.no LIMIT 1"
            ),
            &key(email),
        )
    }

    /// The person with this account.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn person_by_id(&self, id: &AccountId) -> Result<Option<Person>, StoreError> {
        self.first(
            &format!("SELECT {COLUMNS} WHERE u.account_id = ?1"),
            id.as_str(),
        )
    }

    /// The people with these addresses, under the addresses as they were given. Who is not in the mirror
    /// is not in the answer.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn people_by_emails(
        &self,
        emails: &[String],
    ) -> Result<HashMap<String, Person>, StoreError> {
        let mut found = HashMap::with_capacity(emails.len());
        for email in emails {
            if let Some(person) = self.person_by_email(email)? {
                found.insert(email.clone(), person);
            }
        }
        Ok(found)
    }

    /// Addresses that look like this one, the nearest first: for "did you mean".
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn suggest(&self, email: &str) -> Result<Vec<String>, StoreError> {
        let wanted = key(email);
        let length = i64::try_from(wanted.chars().count()).unwrap_or(i64::MAX);
        let most = (length / 6).clamp(1, 3);
        let mut near = self.near(&wanted, length, most, SAME_FIRST_LETTER)?;
        if near.is_empty() {
            // A slip at the very first letter; rarer, and every address has to be looked at.
            near = self.near(&wanted, length, most, ANY)?;
        }
        near.sort();
        near.dedup();
        let emails = near.into_iter().map(|(_, email)| email);
        Ok(emails.take(SUGGESTIONS).collect())
    }

    fn near(
        &self,
        wanted: &str,
        length: i64,
        most: i64,
        which: &str,
    ) -> Result<Vec<(usize, String)>, StoreError> {
        let doing = "look for similar addresses";
        let first: String = wanted.chars().take(1).collect();
        let mut read = self
            .db
            .prepare_cached(&format!(
                "SELECT email_key FROM mirror_user WHERE {which} AND gone_sync IS NULL \
                 AND length(email_key) BETWEEN ?2 - ?3 AND ?2 + ?3"
            ))
            .during(doing)?;
        let mut rows = read.query(params![first, length, most]).during(doing)?;
        let mut near = Vec::new();
        while let Some(row) = rows.next().during(doing)? {
            let other: String = row.get(0).during(doing)?;
            let distance = strsim::damerau_levenshtein(wanted, &other);
            if distance > 0 && i64::try_from(distance).is_ok_and(|distance| distance <= most) {
                near.push((distance, other));
            }
        }
        Ok(near)
    }

    /// The people whose policy, as last read, is this one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn policy_members(&self, policy: &PolicyId) -> Result<Vec<Person>, StoreError> {
        let doing = "read a policy's members";
        let mut read = self
            .db
            .prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE p.id = ?1 AND u.gone_sync IS NULL ORDER BY u.no"
            ))
            .during(doing)?;
        read.query_map([policy.as_str()], Person::from_row)
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)
    }

    fn first(&self, sql: &str, key: &str) -> Result<Option<Person>, StoreError> {
        let doing = "look for a person";
        let mut read = self.db.prepare_cached(sql).during(doing)?;
        let mut rows = read.query([key]).during(doing)?;
        match rows.next().during(doing)? {
            Some(row) => Person::from_row(row).map(Some).during(doing),
            None => Ok(None),
        }
    }
}

/// An address as it is compared: without white space around it, in lower case.
pub(crate) fn key(email: &str) -> String {
    email.trim().to_lowercase()
}
