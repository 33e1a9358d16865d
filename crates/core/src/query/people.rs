//! Lists of people. Half a million of them are to be listed in half a second, so each list reads them all at most once:
//! to count those it is about and to note their numbers while these are few. Few are then read by number, and of many the
//! first are found along the index of addresses.

use std::ops::ControlFlow;

use super::fact::{NOT, Verdicts};
use super::select::Select;
use super::{Cell, Found};
use crate::sql::{FEW, SqlError};
use crate::store::{ADDRESS_KEY, During as _, Mirror, people_view, people_view_without_policies};

/// Along the index each person is looked up, which takes so many times as long as reading them in the order of the file.
const LOOK_UP: u64 = 8;

/// What a list of people is about.
struct Tally {
    selected: u64,
    unknown: u64,
    /// The numbers of those who are selected, where they are few.
    numbers: Option<String>,
}

impl Select {
    /// What is read for a list of people.
    pub(super) fn of_people() -> Self {
        Self {
            view: "user",
            source: Some(people_view()),
            ..Self::default()
        }
    }

    /// Hands out people; how many there are, and of how many it is unknown whether they are among them.
    pub(super) fn people(
        &self,
        mirror: &Mirror,
        verdicts: &Verdicts,
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<Found, SqlError> {
        self.known_columns(mirror)?;
        let is_usual = self.order.is_empty();
        let everyone = verdicts.number == "0" && verdicts.conditions == ["NOT gone"];
        // They are handed out before they are counted, if that is needed at all.
        if everyone && (is_usual || self.limit.is_none()) {
            let rows = match is_usual {
                true => self.along_addresses().run(mirror, row)?,
                false => self.run(mirror, row)?,
            };
            let total = match self.limit {
                Some(limit) if rows >= limit as u64 => self.tally(mirror, verdicts)?.selected,
                _ => rows,
            };
            return Ok(Found {
                rows,
                total,
                unknown: 0,
            });
        }
        let tally = self.tally(mirror, verdicts)?;
        let rows = match &tally.numbers {
            Some(numbers) => self.numbered(numbers).run(mirror, row)?,
            None if is_usual && self.is_soon_found(mirror, tally.selected)? => {
                self.along_addresses().run(mirror, row)?
            }
            None => self.by_address().run(mirror, row)?,
        };
        let is_full = self.limit.is_some_and(|limit| rows >= limit as u64);
        Ok(Found {
            rows,
            total: if is_full { tally.selected } else { rows },
            unknown: tally.unknown,
        })
    }

    /// Counts the people.
    pub(super) fn count_people(
        &self,
        mirror: &Mirror,
        verdicts: &Verdicts,
    ) -> Result<u64, SqlError> {
        Ok(self.tally(mirror, verdicts)?.selected)
    }

    fn tally(&self, mirror: &Mirror, verdicts: &Verdicts) -> Result<Tally, SqlError> {
        let Verdicts { conditions, number } = verdicts;
        let mut asked = Self {
            conditions: conditions.clone(),
            ..self.clone()
        };
        let filter = asked.filter();
        let names_policies = |sql: &str| sql.to_lowercase().contains("policy");
        if !names_policies(&filter) && !names_policies(number) {
            asked.source = Some(people_view_without_policies());
        }
        let sql = format!(
            "SELECT tally(no, {number}, {NOT}) FROM {}{filter}",
            asked.source()
        );
        let mut said = String::new();
        asked.ask(mirror, sql, &mut |cells| {
            if let Some(Cell::Text(text)) = cells.into_iter().next() {
                said = text;
            }
            ControlFlow::Continue(())
        })?;
        let mut words = said.splitn(3, ' ');
        let mut count = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let (selected, unknown) = (count(), count());
        Ok(Tally {
            selected,
            unknown,
            numbers: (selected <= FEW).then(|| words.next().unwrap_or_default().to_owned()),
        })
    }

    /// Whether as many as are asked for are among the first along the index of addresses.
    fn is_soon_found(&self, mirror: &Mirror, selected: u64) -> Result<bool, SqlError> {
        let read: Result<i64, _> = mirror.db.query_row(
            "SELECT coalesce(max(no), 0) FROM main.mirror_user",
            [],
            |row| row.get(0),
        );
        let all = read.during("count people")?.unsigned_abs();
        let are_many = selected.saturating_mul(LOOK_UP) >= all;
        // What is searched for may be in the last addresses only.
        let by_text = self.user_condition.is_some() || self.filter().contains("holds(");
        Ok(match self.limit {
            Some(limit) if !by_text => {
                are_many || selected >= (limit as u64).saturating_mul(LOOK_UP)
            }
            _ => are_many,
        })
    }

    /// The same people by their numbers.
    fn numbered(&self, numbers: &str) -> Self {
        Self {
            conditions: vec![format!("no IN ({numbers})")],
            user_condition: None,
            values: Vec::new(),
            ..self.by_address()
        }
    }

    /// The people along the index of addresses.
    fn along_addresses(&self) -> Self {
        Self {
            usual_order: Some(format!(
                "{ADDRESS_KEY} NULLS LAST, account_id COLLATE NOCASE"
            )),
            ..self.clone()
        }
    }

    /// The people sorted by their addresses, unless another order is asked for.
    fn by_address(&self) -> Self {
        Self {
            usual_order: Some(format!(
                "+{ADDRESS_KEY} IS NULL, +{ADDRESS_KEY}, +account_id COLLATE NOCASE"
            )),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::query::{Managed, Order, UserQuery};

    /// A mirror of more people than are few. Addresses are in another order than the people; some have the same one, and
    /// some have none.
    fn mirror(path: &std::path::Path) -> Mirror {
        let mut mirror = Mirror::open(path).unwrap();
        let change = mirror.change().unwrap();
        change
            .execute_batch(
                "INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, email, email_key, claim_status, gone_sync)
                 WITH RECURSIVE n (no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM n WHERE no < 9000)
                 SELECT no, 'a-' || (no * 7919 % 9001), 1, 1, no % 2,
                   iif(no % 100 = 0, NULL, iif(no % 3, 'P', 'p') || (no * 31 % 8000) || '@acme.example'),
                   iif(no % 100 = 0, NULL, 'p' || (no * 31 % 8000) || '@acme.example'),
                   CASE no % 4 WHEN 0 THEN NULL WHEN 1 THEN 'unmanaged' ELSE 'managed' END, iif(no % 50, NULL, 2)
                 FROM n;
                 UPDATE mirror_user SET groups_known = 1, apps_known = no % 5 > 0;
                 INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g-1', 'staff', 1, 1);
                 INSERT INTO mirror_group_role (id, group_id, resource, role, is_default, seen, first_sync)
                   VALUES ('r-1', 'g-1', 'app-1', 'atlassian/user', 0, 1, 1);
                 INSERT INTO mirror_membership SELECT no, 1 FROM mirror_user WHERE no % 3 = 0;
                 INSERT INTO mirror_product (no, id, key) VALUES (1, 'app-1', 'jira-software');
                 INSERT INTO mirror_access (user_no, product_no, last_active)
                   SELECT no, 1, iif(no % 2, 4000000000, -4000000000) FROM mirror_user WHERE no % 3 = 0;
                 CREATE UNIQUE INDEX mirror_user_account ON mirror_user (account_id);
                 CREATE INDEX mirror_user_email ON mirror_user (email_key);",
            )
            .unwrap();
        change.commit().unwrap();
        drop(mirror);
        Mirror::open_read_only(path).unwrap()
    }

    fn listed(mirror: &Mirror, query: &UserQuery) -> (Vec<i64>, Found) {
        let mut numbers = Vec::new();
        let found = query.run(
            mirror,
            Timestamp::UNIX_EPOCH,
            &["no".to_owned()],
            &mut |cells| {
                if let Some(Cell::Number(no)) = cells.first() {
                    numbers.push(*no);
                }
                ControlFlow::Continue(())
            },
        );
        (numbers, found.unwrap())
    }

    /// Few are read by number, many along the index, some sorted: whichever it is, the list is the same.
    #[test]
    fn every_way_to_read_a_list_gives_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let mirror = mirror(&dir.path().join("mirror.sqlite"));
        let unlimited = |condition: &str| -> Vec<i64> {
            let sql = format!(
                "SELECT no FROM mirror_user WHERE {condition} \
                 ORDER BY email IS NULL, email COLLATE NOCASE, account_id COLLATE NOCASE"
            );
            let mut read = mirror.db.prepare(&sql).unwrap();
            let rows = read.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        };
        let managed = UserQuery {
            managed: Some(Managed::Yes),
            ..UserQuery::default()
        };
        let searched = UserQuery {
            search: Some("P77".to_owned()),
            ..UserQuery::default()
        };
        let written = UserQuery {
            where_: Some("no % 3 = 0 AND NOT policy_known".to_owned()),
            ..managed.clone()
        };
        let never = UserQuery {
            never_active: true,
            ..managed.clone()
        };
        let user = UserQuery {
            role: vec!["user".to_owned()],
            ..UserQuery::default()
        };
        let idle = UserQuery {
            app: vec!["jira-software".to_owned()],
            inactive_days: Some(90),
            ..UserQuery::default()
        };
        let here = "gone_sync IS NULL";
        for (query, condition, unknown) in [
            (UserQuery::default(), here.to_owned(), 0),
            (
                managed,
                format!("{here} AND claim_status = 'managed'"),
                2160,
            ),
            (searched, format!("{here} AND email_key LIKE 'p77%'"), 0),
            // Nobody's own roles were read.
            (user, format!("{here} AND no % 3 = 0"), 5_880),
            (idle, format!("{here} AND no % 6 = 0 AND no % 5 > 0"), 1_620),
            (
                written,
                format!("{here} AND claim_status = 'managed' AND no % 3 = 0"),
                720,
            ),
            (
                never,
                format!("{here} AND claim_status = 'managed' AND activity_known"),
                // Managed ones of unknown activity, and those who may be managed.
                4320,
            ),
        ] {
            let all = unlimited(&condition);
            let (numbers, found) = listed(&mirror, &query);
            assert_eq!(numbers, all, "{condition}");
            assert_eq!(found.unknown, unknown, "{condition}");
            for limit in [0, 1, 50, 1_500, all.len()] {
                let limited = UserQuery {
                    limit: Some(limit),
                    ..query.clone()
                };
                let (numbers, found) = listed(&mirror, &limited);
                assert_eq!(numbers, all[..limit.min(all.len())], "{condition} {limit}");
                assert_eq!(found.total, all.len() as u64, "{condition} {limit}");
                assert_eq!(found.unknown, unknown, "{condition} {limit}");
            }
            let counted = query.count(&mirror, Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(counted, all.len() as u64, "{condition}");
            let backwards = UserQuery {
                order: vec![Order {
                    column: "no".to_owned(),
                    descending: true,
                }],
                limit: Some(5),
                ..query
            };
            let mut sorted = all;
            sorted.sort_unstable_by(|one, other| other.cmp(one));
            sorted.truncate(5);
            assert_eq!(listed(&mirror, &backwards).0, sorted, "{condition}");
        }
    }

    /// The list of everybody begins at once: it is not sorted first.
    #[test]
    fn everybody_is_read_along_the_index() {
        let dir = tempfile::tempdir().unwrap();
        let mirror = mirror(&dir.path().join("mirror.sqlite"));
        let select = Select::of_people().along_addresses();
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT email, policy FROM {} WHERE NOT gone ORDER BY {}",
            select.source(),
            select.usual_order.as_deref().unwrap()
        );
        let mut read = mirror.db.prepare(&sql).unwrap();
        let steps = read.query_map([], |row| row.get::<_, String>(3)).unwrap();
        let steps: Vec<String> = steps.collect::<rusqlite::Result<_>>().unwrap();
        assert!(
            steps
                .iter()
                .any(|step| step.contains("USING INDEX mirror_user_email")),
            "{steps:?}"
        );
        assert!(
            !steps
                .iter()
                .any(|step| step == "USE TEMP B-TREE FOR ORDER BY"),
            "{steps:?}"
        );
    }
}
