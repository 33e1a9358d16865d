//! Groups and their members.

use std::collections::{HashMap, HashSet};

use atlctl_api::{AccountId, GroupId};
use rusqlite::OptionalExtension as _;

use super::error::During;
use super::{Mirror, Person, StoreError};

/// A group's size, and how many of the given accounts are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupShare {
    /// The group.
    pub id: GroupId,
    /// Its name, when known.
    pub name: Option<String>,
    /// Its members: the larger of the mirror's and the service's count.
    pub members: u64,
    /// How many of the given accounts count in it.
    pub asked: u64,
}

/// The members of a group, as far as the mirror knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupMembers {
    /// The known members.
    pub known: Vec<AccountId>,
    /// The number of members: more than are known when the service counts more.
    pub members: u64,
}

const MEMBERS: &str = "SELECT count(*) FROM mirror_membership m JOIN mirror_user u ON u.no = m.user_no \
     WHERE m.group_no = ?1 AND u.gone_sync IS NULL";

impl Mirror {
    /// The members of a group.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn group_members(&self, group: &GroupId) -> Result<GroupMembers, StoreError> {
        let doing = "read a group's members";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT u.account_id FROM mirror_group g \
                 JOIN mirror_membership m ON m.group_no = g.no JOIN mirror_user u ON u.no = m.user_no \
                 WHERE g.id = ?1 AND u.gone_sync IS NULL",
            )
            .during(doing)?;
        let known = read
            .query_map([group.as_str()], |row| row.get::<_, String>(0))
            .during(doing)?
            .map(|id| id.map(AccountId::from))
            .collect::<rusqlite::Result<Vec<_>>>()
            .during(doing)?;
        let reported: Option<i64> = self
            .db
            .query_row(
                "SELECT users FROM mirror_group WHERE id = ?1",
                [group.as_str()],
                |row| row.get(0),
            )
            .optional()
            .during(doing)?
            .flatten();
        let members = reported
            .map_or(0, i64::unsigned_abs)
            .max(known.len() as u64);
        Ok(GroupMembers { known, members })
    }

    /// The IDs of the groups that a person is in; `None` where they are unknown.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn groups_of(&self, person: &Person) -> Result<Option<Vec<String>>, StoreError> {
        if !person.groups_known {
            return Ok(None);
        }
        let doing = "read a person's groups";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT g.id FROM mirror_user u JOIN mirror_membership m ON m.user_no = u.no \
                 JOIN mirror_group g ON g.no = m.group_no WHERE u.account_id = ?1",
            )
            .during(doing)?;
        let ids = read
            .query_map([person.account_id.as_str()], |row| row.get(0))
            .during(doing)?;
        let ids = ids.collect::<rusqlite::Result<_>>().during(doing)?;
        Ok(Some(ids))
    }

    /// The accounts that were added to the organization since a time (seconds since 1970), with the day, and those of
    /// which the service does not report it, with `None`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn added_since(
        &self,
        since: i64,
    ) -> Result<HashMap<AccountId, Option<String>>, StoreError> {
        let doing = "read when accounts were added";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT account_id, CASE WHEN date(substr(added_to_org, 1, 10)) = substr(added_to_org, 1, 10) \
                 THEN strftime('%Y-%m-%d', added_to_org) END AS day FROM mirror_user \
                 WHERE day IS NULL OR CAST(strftime('%s', added_to_org) AS INTEGER) >= (SELECT ?1)",
            )
            .during(doing)?;
        let rows = read
            .query_map([since], |row| {
                Ok((AccountId::from(row.get::<_, String>(0)?), row.get(1)?))
            })
            .during(doing)?;
        rows.collect::<rusqlite::Result<_>>().during(doing)
    }

    /// The groups that these accounts are in, with how many of them, sorted by name. An account counts in all its groups;
    /// one in `of_group` beside a group's ID counts only in this group, as a member or as one who gets in or out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn group_shares(
        &self,
        accounts: &[AccountId],
        of_group: &[(AccountId, GroupId)],
    ) -> Result<Vec<GroupShare>, StoreError> {
        let doing = "read people's groups";
        let mut asked: HashMap<i64, HashSet<&str>> = HashMap::new();
        let mut read = self
            .db
            .prepare_cached(
                "SELECT m.group_no FROM mirror_user u JOIN mirror_membership m ON m.user_no = u.no \
                 WHERE u.account_id = (SELECT ?1)",
            )
            .during(doing)?;
        for account in accounts {
            let mut rows = read.query([account.as_str()]).during(doing)?;
            while let Some(row) = rows.next().during(doing)? {
                let of = asked.entry(row.get(0).during(doing)?).or_default();
                of.insert(account.as_str());
            }
        }
        let mut number = self
            .db
            .prepare_cached("SELECT no FROM mirror_group WHERE id = ?1 AND gone_sync IS NULL")
            .during(doing)?;
        let mut numbers: HashMap<&str, Option<i64>> = HashMap::new();
        for (account, group) in of_group {
            let no = match numbers.get(group.as_str()) {
                Some(no) => *no,
                None => {
                    let no = number.query_row([group.as_str()], |row| row.get(0));
                    *numbers
                        .entry(group.as_str())
                        .or_insert(no.optional().during(doing)?)
                }
            };
            if let Some(no) = no {
                asked.entry(no).or_default().insert(account.as_str());
            }
        }
        let mut shares = Vec::with_capacity(asked.len());
        let mut group = self
            .db
            .prepare_cached(
                "SELECT id, name, users FROM mirror_group WHERE no = ?1 AND gone_sync IS NULL",
            )
            .during(doing)?;
        let mut count = self.db.prepare_cached(MEMBERS).during(doing)?;
        for (no, asked) in asked {
            let found = group
                .query_row([no], |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get(1)?,
                        row.get::<_, Option<i64>>(2)?,
                    ))
                })
                .optional()
                .during(doing)?;
            let Some((id, name, users)) = found else {
                continue;
            };
            let known: i64 = count.query_row([no], |row| row.get(0)).during(doing)?;
            shares.push(GroupShare {
                id: GroupId::from(id),
                name,
                members: users.unwrap_or(0).max(known).unsigned_abs(),
                asked: asked.len() as u64,
            });
        }
        shares.sort_by(|a, b| (&a.name, a.id.as_str()).cmp(&(&b.name, b.id.as_str())));
        Ok(shares)
    }
}
