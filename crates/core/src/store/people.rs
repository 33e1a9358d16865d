//! Finds people by address or account ID.

use std::collections::HashMap;

use atlctl_api::{AccountId, PolicyId, UserStatus};

use super::address_spellings::readings;
use super::error::During;
use super::never_read::{
    has_only_managed, is_not_available, is_on_old_user_management, was_read, were_all_people_read,
};
use super::person::COLUMNS;
use super::{Mirror, Person, StoreError};

/// The key is in a separate query: where statistics were gathered (`ANALYZE`), SQLite otherwise plans the
/// statement again for each value, which takes longer than running it.
fn by_email() -> String {
    format!(
        "SELECT {COLUMNS} WHERE u.email_key = (SELECT ?1) ORDER BY u.gone_sync IS NOT NULL, u.no LIMIT 1"
    )
}

/// As [`by_email`].
fn by_id() -> String {
    format!("SELECT {COLUMNS} WHERE u.account_id = (SELECT ?1)")
}

impl Mirror {
    /// How many accounts have this status by another word, as the original user management calls those that are deactivated;
    /// none of any other status.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn inactive_otherwise(&self, status: &str) -> Result<u64, StoreError> {
        if status != "deactivated" {
            return Ok(0);
        }
        let doing = "count inactive accounts";
        let known = UserStatus::KNOWN.join("', '");
        let count: i64 = self
            .db
            .prepare_cached(&format!(
                "SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL AND account_status = 'inactive' \
                 AND coalesce(status, '') NOT IN ('{known}')"
            ))
            .and_then(|mut read| read.query_row([], |row| row.get(0)))
            .during(doing)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The statuses of people that are none of Atlassian's documented words, and of how many people.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn other_statuses(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let doing = "read people's statuses";
        let known = UserStatus::KNOWN.join("', '");
        let mut read = self
            .db
            .prepare_cached(&format!(
                "SELECT status, count(*) FROM mirror_user WHERE gone_sync IS NULL AND status NOT IN ('{known}') \
                 GROUP BY status ORDER BY 2 DESC, 1"
            ))
            .during(doing)?;
        let rows = read
            .query_map([], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })
            .during(doing)?;
        rows.collect::<rusqlite::Result<_>>().during(doing)
    }

    /// Whether the organization is on the original user management, as the last sync found it: no published call changes its
    /// groups, roles and access.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_on_old_user_management(&self) -> Result<bool, StoreError> {
        is_on_old_user_management(&self.db).during("read how it manages people")
    }

    /// Whether a sync read the list of people to its end. Where none did, there may be more people than the mirror has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn were_all_people_read(&self) -> Result<bool, StoreError> {
        were_all_people_read(&self.db, None).during("read how it listed people")
    }

    /// Where no sync has read the list of people to its end: how many more Atlassian counts, in the organization or in a
    /// group; 0 where it does not say. `None` where the list was read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unlisted_people(&self, group: Option<&str>) -> Result<Option<u64>, StoreError> {
        let doing = "read how it listed people";
        if was_read(&self.db, "users").during(doing)? {
            return Ok(None);
        }
        let counted: i64 = self
            .db
            .query_row(
                "SELECT coalesce(iif(?1 IS NULL, \
                   (SELECT g.total FROM mirror_stage g WHERE g.stage = 'users' AND g.total IS NOT NULL \
                     ORDER BY g.sync_no DESC LIMIT 1) \
                     - (SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL), \
                   (SELECT g.users - (SELECT count(*) FROM mirror_membership m JOIN mirror_user u ON u.no = m.user_no \
                     WHERE m.group_no = g.no AND u.gone_sync IS NULL) FROM mirror_group g WHERE g.id = ?1)), 0)",
                [group],
                |row| row.get(0),
            )
            .during(doing)?;
        Ok(Some(u64::try_from(counted).unwrap_or_default()))
    }

    /// Whether the organization does not have this part, because it is on the original user management: no sync can read it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_not_available(&self, part: &str) -> Result<bool, StoreError> {
        is_not_available(&self.db, part).during("read how it manages people")
    }

    /// Whether only managed accounts could be read, so that it is unknown who is external.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_only_managed(&self) -> Result<bool, StoreError> {
        has_only_managed(&self.db).during("read who is managed")
    }

    /// The person with this address, ignoring case. Present people come before those who have left. If nobody has exactly
    /// this address, the only person whose address looks the same.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn person_by_email(&self, email: &str) -> Result<Option<Person>, StoreError> {
        let by_email = by_email();
        let mut same: Option<Person> = None;
        for (at, reading) in readings(email).iter().enumerate() {
            let Some(person) = self.first(&by_email, reading)? else {
                continue;
            };
            if at == 0 {
                return Ok(Some(person));
            }
            if same
                .as_ref()
                .is_some_and(|same| same.account_id != person.account_id)
            {
                return Ok(None);
            }
            same = Some(person);
        }
        Ok(same)
    }

    /// The person with this account ID.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn person_by_id(&self, id: &AccountId) -> Result<Option<Person>, StoreError> {
        self.first(&by_id(), id.as_str())
    }

    /// Whether this sync, or one before it, found the account.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn was_known(&self, id: &AccountId, sync: i64) -> Result<bool, StoreError> {
        self.db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM mirror_user WHERE account_id = ?1 AND first_sync <= ?2)",
            )
            .and_then(|mut read| read.query_row((id.as_str(), sync), |row| row.get(0)))
            .during("read when a person was first seen")
    }

    /// The people with these addresses, keyed by the addresses as given. Unknown addresses are left out.
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

    /// The people in this policy, as last read.
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

    /// Organization admins who are present.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn org_admins(&self) -> Result<Vec<Person>, StoreError> {
        let doing = "read the organization admins";
        let mut read = self
            .db
            .prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE u.org_admin = 1 AND u.gone_sync IS NULL ORDER BY u.no"
            ))
            .during(doing)?;
        read.query_map([], Person::from_row)
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)
    }

    fn first(&self, sql: &str, key: &str) -> Result<Option<Person>, StoreError> {
        let doing = "find a person";
        let mut read = self.db.prepare_cached(sql).during(doing)?;
        let mut rows = read.query([key]).during(doing)?;
        match rows.next().during(doing)? {
            Some(row) => Person::from_row(row).map(Some).during(doing),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn an_address_that_looks_the_same_is_found_where_it_is_the_only_one() {
        let dir = tempfile::tempdir().unwrap();
        let mirror = Mirror::open(dir.path().join("m.sqlite")).unwrap();
        for (no, email) in [
            (1, "ann@acme-labs.example"),
            (2, "zo\u{eb}@acme.example"),
            (3, "bob@b\u{fc}cher.example"),
            (4, "cat@acme.example"),
            (5, "cat@\u{200b}acme.example"),
            (6, "dan@b\u{fc}ro.example"),
            (7, "dan@xn--bro-hoa.example"),
        ] {
            mirror
                .db
                .execute(
                    "INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, email, email_key)
                     VALUES (?1, 'a-' || ?1, 1, 1, 0, ?2, ?2)",
                    rusqlite::params![no, email],
                )
                .unwrap();
        }
        let of = |email: &str| {
            let person = mirror.person_by_email(email).unwrap();
            person.map(|person| person.account_id.as_str().to_owned())
        };
        for (email, id) in [
            ("Ann@acme-labs.example", Some("a-1")),
            ("a\u{ad}nn@acme\u{2011}labs.example", Some("a-1")),
            ("ZOE\u{308}@acme.example", Some("a-2")),
            ("bob@xn--bcher-kva.example", Some("a-3")),
            // As it is written, whatever it looks like.
            ("cat@acme.example", Some("a-4")),
            ("cat@\u{200b}acme.example", Some("a-5")),
            ("dan@xn--bro-hoa.example", Some("a-7")),
            // Of two that it may be, neither.
            ("dan@bu\u{308}ro.example\u{200b}", None),
            ("ann@acme.example", None),
        ] {
            assert_eq!(of(email).as_deref(), id, "{}", email.escape_unicode());
        }
    }

    #[test]
    fn finding_people_prepares_no_statement_twice() {
        let dir = tempfile::tempdir().unwrap();
        let mirror = Mirror::open(dir.path().join("m.sqlite")).unwrap();
        mirror
            .db
            .execute_batch(
                "CREATE INDEX mirror_user_email ON mirror_user (email_key);
                 CREATE INDEX mirror_user_account ON mirror_user (account_id);
                 WITH RECURSIVE n (no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM n WHERE no < 2000)
                 INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, email_key)
                 SELECT no, 'a-' || no, 1, 1, 0, 'p' || no || '@example.com' FROM n;
                 ANALYZE;",
            )
            .unwrap();
        for no in 0..50 {
            let person = mirror.person_by_email(&format!("p{no}@example.com"));
            let same = mirror.person_by_id(&AccountId::from(format!("a-{no}")));
            assert_eq!(person.unwrap(), same.unwrap());
        }
        for sql in [by_email(), by_id()] {
            let statement = mirror.db.prepare_cached(&sql).unwrap();
            let prepared = statement.get_status(StatementStatus::RePrepare);
            assert!(prepared <= 1, "{prepared} times: {sql}");
        }
    }
}
