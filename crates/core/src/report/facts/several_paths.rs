//! Who gets an app in more than one way: by several groups, or by a group and a role of their own.

use std::collections::HashMap;

use super::super::request::Request;
use super::access::Holdings;
use super::group_roles::group_roles;
use super::people::People;
use crate::change::opens;
use crate::number::counted;
use crate::number_set::NumberSet;
use crate::sql::SqlError;
use crate::store::own_roles_known;

/// Who gets an app in more than one known way.
#[derive(Debug, Default)]
pub(in super::super) struct Ways {
    /// The people, by the app's position.
    several: Vec<NumberSet>,
    /// The number of groups whose roles are unknown.
    pub groups: u64,
    /// The number of people whose groups are unknown.
    pub people: u64,
    /// The number of people whose own roles are unknown: they were never read, or before the last list of people.
    pub own: u64,
}

impl Ways {
    /// Whether the person with this number gets the app at this position in several ways.
    pub fn are_several(&self, no: i64, app: usize) -> bool {
        let people = self.several.get(app);
        people.is_some_and(|people| people.contains(no))
    }

    /// What is unknown about them, in sentences.
    pub fn unknown(&self, request: &Request<'_>) -> Vec<String> {
        let mut said = Vec::new();
        for (number, one, many, what) in [
            (self.groups, "group", "groups", "the roles"),
            (self.people, "person", "people", "the groups"),
        ] {
            if number > 0 {
                said.push(format!(
                    "For {}, {what} are unknown, so people may have access in other ways, too.",
                    counted(number, one, many)
                ));
            }
        }
        if self.own > 0 {
            said.push(format!(
                "For {}, the roles assigned to them are unknown, so they may have access in other ways, too: {}",
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
        let none = || vec![NumberSet::default(); holdings.apps.len()];
        let (mut once, mut several, mut direct) = (none(), none(), none());
        let mut add = |no: i64, app: usize| {
            if let (Some(once), Some(several)) = (once.get_mut(app), several.get_mut(app))
                && !once.insert(no)
            {
                several.insert(no);
            }
        };
        let known = own_roles_known(db)?;
        let mut own = db.prepare_cached(
            "SELECT g.user_no, r.id, g.role FROM mirror_user_grant g JOIN mirror_resource r ON r.no = g.resource_no \
             WHERE g.direct",
        )?;
        let mut rows = own.query([])?;
        while let Some(row) = rows.next()? {
            let no: i64 = row.get(0)?;
            if !known.contains(no) || people.get(no).is_none() {
                continue;
            }
            let (app, role) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
            // Several roles of one's own in an app are one way.
            if let Some(app) = apps.get(app).filter(|_| opens(role))
                && let Some(direct) = direct.get_mut(*app)
                && direct.insert(no)
            {
                add(no, *app);
            }
        }
        let mut no_groups = NumberSet::default();
        no_groups.read(
            db,
            "SELECT no FROM mirror_unlisted WHERE gone_sync IS NULL AND groups_known = 0",
            [],
        )?;
        let mut members =
            db.prepare_cached("SELECT user_no FROM mirror_membership WHERE group_no = ?1")?;
        for (group, opened) in &gives {
            let mut rows = members.query([group])?;
            while let Some(row) = rows.next()? {
                let no: i64 = row.get(0)?;
                if people.get(no).is_some() && !no_groups.contains(no) {
                    opened.iter().for_each(|app| add(no, *app));
                }
            }
        }
        let count = |is_one: &dyn Fn(i64) -> bool| people.count(|facts| is_one(facts.no));
        let of = count(&|no| no_groups.contains(no));
        let own = count(&|no| !known.contains(no));
        Ok(Ways {
            several,
            groups: unknown,
            people: of,
            own,
        })
    };
    read().map(Some).map_err(SqlError::of)
}
