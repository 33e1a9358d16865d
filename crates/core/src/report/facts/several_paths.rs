//! Who gets an app in more than one way: by several groups, or by a group and a role of their own.

use std::collections::{HashMap, HashSet};

use super::super::request::Request;
use super::access::Holdings;
use super::group_roles::group_roles;
use super::people::People;
use crate::change::opens;
use crate::number::counted;
use crate::sql::SqlError;

/// Who gets an app in more than one known way.
#[derive(Debug, Default)]
pub(in super::super) struct Ways {
    /// Pairs of a person's number and an app's position.
    pub several: HashSet<(i64, usize)>,
    /// The number of groups whose roles are unknown.
    pub groups: u64,
    /// The number of people whose groups are unknown.
    pub people: u64,
    /// The number of people whose own roles are unknown: they were never read, or before the last list of people.
    pub own: u64,
}

impl Ways {
    /// What is unknown about them, in sentences.
    pub fn unknown(&self, request: &Request<'_>) -> Vec<String> {
        let mut said = Vec::new();
        for (number, one, many, what) in [
            (self.groups, "group", "groups", "the roles"),
            (self.people, "person", "people", "the groups"),
        ] {
            if number > 0 {
                said.push(format!(
                    "For {}, {what} are unknown, so people may get an app in more ways than are counted.",
                    counted(number, one, many)
                ));
            }
        }
        if self.own > 0 {
            said.push(format!(
                "For {}, the roles assigned to them are unknown, so they may get an app in more ways than are counted: {}",
                counted(self.own, "person", "people"),
                request.command(&["sync", "--only", "user-roles"])
            ));
        }
        said
    }
}

/// Who gets an app in more than one known way; `None` when no group's roles are known.
pub(in super::super) fn several_ways(
    request: &Request<'_>,
    people: &People,
    holdings: &Holdings,
) -> Result<Option<Ways>, SqlError> {
    let roles = group_roles(request)?;
    if roles.is_empty() {
        return Ok(None);
    }
    let apps: HashMap<&str, usize> = holdings
        .apps
        .iter()
        .enumerate()
        .map(|(at, app)| (app.id.as_str(), at))
        .collect();
    let read = || -> rusqlite::Result<Ways> {
        let db = &request.mirror.db;
        // The apps that each group opens, by our number.
        let mut gives: HashMap<i64, Vec<usize>> = HashMap::new();
        let mut unknown = 0;
        let mut groups =
            db.prepare_cached("SELECT no, id FROM mirror_group WHERE gone_sync IS NULL")?;
        let mut rows = groups.query([])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(1)?;
            let Some(of) = roles.get(&id) else {
                unknown += 1;
                continue;
            };
            let mut opened: Vec<usize> = of
                .iter()
                .filter(|role| opens(&role.role))
                .filter_map(|role| apps.get(role.resource.as_str()).copied())
                .collect();
            opened.sort_unstable();
            opened.dedup();
            if !opened.is_empty() {
                gives.insert(row.get(0)?, opened);
            }
        }
        let mut once: HashSet<(i64, usize)> = HashSet::new();
        let mut several = HashSet::new();
        let mut add = |pair: (i64, usize)| {
            if !once.insert(pair) {
                several.insert(pair);
            }
        };
        let mut own = db.prepare_cached(
            "SELECT g.user_no, r.id, g.role FROM mirror_user_grant g JOIN mirror_resource r ON r.no = g.resource_no \
             JOIN mirror_user u ON u.no = g.user_no \
             JOIN user_role_read d ON d.account_id = u.account_id AND NOT d.outdated WHERE g.direct",
        )?;
        let mut rows = own.query([])?;
        let mut direct = HashSet::new();
        while let Some(row) = rows.next()? {
            let (no, app, role): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // Several roles of one's own in an app are one way.
            if let Some(app) = apps.get(app.as_str()).filter(|_| opens(&role))
                && people.get(no).is_some()
                && direct.insert((no, *app))
            {
                add((no, *app));
            }
        }
        for (group, opened) in &gives {
            let mut members = db.prepare_cached(
                "SELECT m.user_no FROM mirror_membership m JOIN mirror_user u ON u.no = m.user_no \
                 WHERE m.group_no = ?1 AND u.groups_known",
            )?;
            let mut rows = members.query([group])?;
            while let Some(row) = rows.next()? {
                let no: i64 = row.get(0)?;
                if people.get(no).is_some() {
                    opened.iter().for_each(|app| add((no, *app)));
                }
            }
        }
        let mut read = db.prepare_cached(
            "SELECT no FROM mirror_user WHERE gone_sync IS NULL AND NOT groups_known",
        )?;
        let mut rows = read.query([])?;
        let mut of = 0;
        while let Some(row) = rows.next()? {
            of += u64::from(people.get(row.get(0)?).is_some());
        }
        let mut read = db.prepare_cached(
            "SELECT no FROM mirror_user u WHERE gone_sync IS NULL AND NOT EXISTS \
             (SELECT 1 FROM user_role_read d WHERE d.account_id = u.account_id AND NOT d.outdated)",
        )?;
        let mut rows = read.query([])?;
        let mut own = 0;
        while let Some(row) = rows.next()? {
            own += u64::from(people.get(row.get(0)?).is_some());
        }
        Ok(Ways {
            several,
            groups: unknown,
            people: of,
            own,
        })
    };
    read().map(Some).map_err(SqlError::of)
}
