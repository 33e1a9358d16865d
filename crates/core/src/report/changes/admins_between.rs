//! Who was an organization admin only in between: of two moments, neither tells.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::super::chart::{Color, Mark};
use super::admins::AdminChanges;
use crate::change::{ORG_ADMIN, role_title};
use crate::query::Cell;

/// A sentence names no more people than these.
const NAMED: usize = 5;

/// Somebody became an organization admin, or ceased to be one, and is as before at the end.
#[derive(Debug, Clone)]
pub(super) struct AdminAct {
    id: String,
    /// The address, else the name, else the ID.
    name: String,
    gained: bool,
    at: Timestamp,
    run: Option<String>,
}

/// What the syncs and runs between two moments found of people whom a comparison of the moments does not name, in order.
pub(super) fn find(
    db: &Connection,
    (from, to): (Timestamp, Timestamp),
    named: &AdminChanges<'_>,
) -> rusqlite::Result<Vec<AdminAct>> {
    // A sync finds the flag changed, a run grants or revokes the role. Most changes are of something else: to look for the
    // word takes less than to read their JSON.
    let mut read = db.prepare_cached(
        "SELECT id, at, gained, run, (SELECT coalesce(u.email, u.name) FROM mirror_user u WHERE u.account_id = c.id) \
         FROM (SELECT id, at, no, run, CASE \
             WHEN json_extract(detail, '$.org_admin[0]') + json_extract(detail, '$.org_admin[1]') = 1 \
               THEN json_extract(detail, '$.org_admin[1]') \
             WHEN json_extract(detail, '$.role[1]') = ?3 THEN 1 WHEN json_extract(detail, '$.role[0]') = ?3 THEN 0 END AS gained \
           FROM mirror_change WHERE thing = 'user' AND at > ?1 AND at <= ?2 \
             AND (instr(detail, '\"org_admin\"') OR instr(detail, ?3))) c \
         WHERE gained IS NOT NULL ORDER BY at, no",
    )?;
    let acts = read.query_map(
        params![from.as_second(), to.as_second(), ORG_ADMIN],
        |row| {
            let id: String = row.get(0)?;
            let name: Option<String> = row.get(4)?;
            Ok(AdminAct {
                name: name.unwrap_or_else(|| id.clone()),
                id,
                at: Timestamp::from_second(row.get(1)?).unwrap_or(to),
                gained: row.get(2)?,
                run: row.get(3)?,
            })
        },
    )?;
    let mut acts = acts.collect::<rusqlite::Result<Vec<_>>>()?;
    acts.retain(|act| named.all.iter().all(|one| one.id != act.id));
    // What a run did and a sync found once more is one act.
    let mut last: HashMap<String, bool> = HashMap::new();
    acts.retain(|act| last.insert(act.id.clone(), act.gained) != Some(act.gained));
    Ok(acts)
}

/// A sentence that names them.
pub(super) fn sentence(acts: &[AdminAct]) -> Option<String> {
    let mut names: Vec<&str> = acts.iter().map(|act| act.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let (shown, rest) = names.split_at(names.len().min(NAMED));
    let others = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| {
        format!(
            "The role Organization admin came and went between the two moments, or went and came back, for {}{others}. The \
             list of administrators gained and lost has when.",
            shown.join(", ")
        )
    })
}

impl AdminAct {
    /// The account.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Its mark on the line of time.
    pub(super) fn mark(&self) -> Mark {
        let (verb, color) = if self.gained {
            ("became", Color::Bad)
        } else {
            ("is no longer", Color::Plain)
        };
        let run = self.run.as_ref();
        let run = run.map_or_else(String::new, |run| format!(" (run {run})"));
        Mark {
            at: self.at,
            label: format!("{} {verb} organization admin{run}", self.name),
            color,
        }
    }

    /// Its row in the list of administrators gained and lost.
    pub(super) fn row(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.at.to_string()),
            Cell::Text(self.name.clone()),
            Cell::Text(if self.gained { "gained" } else { "lost" }.to_owned()),
            Cell::Text(role_title(ORG_ADMIN).to_owned()),
            // The log is not searched for it.
            Cell::Unknown,
            self.run.clone().map_or(Cell::None, Cell::Text),
            Cell::Text(self.id.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_as_before_at_the_end_is_named_with_both_acts() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE mirror_user (account_id TEXT, email TEXT, name TEXT);
             INSERT INTO mirror_user VALUES ('a-1', 'ann@acme.example', NULL), ('a-2', NULL, 'Bob');
             CREATE TABLE mirror_change (no INTEGER PRIMARY KEY, at INTEGER, thing TEXT, id TEXT, run TEXT, detail TEXT);
             INSERT INTO mirror_change (at, thing, id, run, detail) VALUES
               (5, 'user', 'a-1', NULL, '{\"org_admin\":[0,1]}'),
               (10, 'user', 'a-1', 'run-1', '{\"name\":[\"x\",\"y\"],\"org_admin\":[1,0]}'),
               (11, 'user', 'a-1', NULL, '{\"name\":[\"y\",\"org_admin\"]}'),
               (12, 'user', 'a-1', NULL, '{\"org_admin\":[0,1]}'),
               (13, 'user', 'a-1', NULL, '{\"org_admin\":[1,null]}'),
               (13, 'user', 'a-1', 'run-2', '{\"role\":[\"atlassian/org-admin\",null]}'),
               (13, 'user', 'a-1', 'run-2', '{\"role\":[null,\"atlassian/user\"]}'),
               (13, 'user', 'a-1', NULL, '{\"org_admin\":[1,0]}'),
               (14, 'user', 'a-3', NULL, '{\"org_admin\":[0,1]}'),
               (21, 'user', 'a-2', NULL, '{\"org_admin\":[0,1]}'),
               (12, 'group', 'g', NULL, '{\"org_admin\":[0,1]}')",
        )
        .unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut named = AdminChanges::default();
        let acts = |named: &AdminChanges<'_>| find(&db, (at(5), at(20)), named).unwrap();
        let seen: Vec<_> = acts(&named)
            .iter()
            .map(|act| (act.name.clone(), act.gained, act.at, act.run.clone()))
            .collect();
        let ann = |gained, second, run: Option<&str>| {
            let run = run.map(str::to_owned);
            ("ann@acme.example".to_owned(), gained, at(second), run)
        };
        let other = ("a-3".to_owned(), true, at(14), None);
        assert_eq!(
            seen,
            [
                ann(false, 10, Some("run-1")),
                ann(true, 12, None),
                ann(false, 13, Some("run-2")),
                other
            ]
        );
        let said = sentence(&acts(&named)).unwrap();
        assert!(said.contains("for a-3, ann@acme.example."), "{said}");
        // A comparison of both moments tells of a-3.
        named.all.push(super::super::admins::AdminChange {
            id: "a-3".to_owned(),
            name: None,
            gained: true,
            change: None,
        });
        assert_eq!(acts(&named).len(), 3);
        assert_eq!(sentence(&[]), None);
    }
}
