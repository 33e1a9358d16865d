//! Who has which app, and when they last used it.

use std::collections::{HashMap, HashSet};

use super::super::request::Request;
use super::people::{Facts, People, day};
use crate::query::apps_named;
use crate::sql::SqlError;
use crate::store::{App, access_begun_since};

/// A person's access to an app.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Access<'a> {
    pub person: &'a Facts,
    /// The position of the app.
    pub app: usize,
    /// Last activity in it, in seconds; `Some(None)` for never.
    pub active: Option<Option<i64>>,
    /// The day since when the person could have used it: when they were added to the organization or, where the mirror
    /// saw it begin later, when they got the app. `None` when unknown.
    pub added: Option<u32>,
}

/// The apps of a report, and those that its filter names.
#[derive(Debug)]
pub(in super::super) struct Holdings {
    /// The apps.
    pub apps: Vec<App>,
    /// The position of an app by its number.
    at: Vec<Option<usize>>,
}

impl Holdings {
    /// The apps that the filter names, or all.
    pub fn read(request: &Request<'_>) -> Result<Self, SqlError> {
        let mut apps = request.mirror.apps()?;
        if let Some(filter) = request
            .filter
            .as_ref()
            .filter(|filter| !filter.app.is_empty())
        {
            let mut wanted = HashSet::new();
            for name in &filter.app {
                wanted.extend(
                    apps_named(request.mirror, name)?
                        .into_iter()
                        .map(|app| app.id),
                );
            }
            apps.retain(|app| wanted.contains(&app.id));
        }
        let gone = gone_apps(request).map_err(SqlError::of)?;
        apps.retain(|app| !gone.contains(&app.id));
        let mut at = Vec::new();
        for (place, app) in apps.iter().enumerate() {
            let Some(no) = app.no.and_then(|no| usize::try_from(no).ok()) else {
                continue;
            };
            if at.len() <= no {
                at.resize(no + 1, None);
            }
            if let Some(slot) = at.get_mut(no) {
                *slot = Some(place);
            }
        }
        Ok(Self { apps, at })
    }

    /// How many of these apps the person with this number has.
    pub fn count_of(&self, request: &Request<'_>, no: i64) -> Result<u64, SqlError> {
        let read = || -> rusqlite::Result<u64> {
            let db = &request.mirror.db;
            let mut read =
                db.prepare_cached("SELECT product_no FROM mirror_access WHERE user_no = ?1")?;
            let mut rows = read.query([no])?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                count += u64::from(self.position(row.get(0)?).is_some());
            }
            Ok(count)
        };
        read().map_err(SqlError::of)
    }

    /// Whether the access of the person with this number to the app at this position is among these pairs of numbers.
    pub fn is_among(&self, of: &HashSet<(i64, i64)>, no: i64, app: usize) -> bool {
        let app = self.apps.get(app).and_then(|app| app.no);
        app.is_some_and(|app| of.contains(&(no, app)))
    }

    fn position(&self, no: i64) -> Option<usize> {
        *self.at.get(usize::try_from(no).ok()?)?
    }
}

/// Apps that are no longer there.
fn gone_apps(request: &Request<'_>) -> rusqlite::Result<HashSet<String>> {
    let db = &request.mirror.db;
    let mut read =
        db.prepare_cached("SELECT id FROM mirror_workspace WHERE gone_sync IS NOT NULL")?;
    read.query_map([], |row| row.get(0))?.collect()
}

/// The days on which people got apps since the cutoff of the report, by the numbers of both.
fn begun_lately(request: &Request<'_>) -> rusqlite::Result<HashMap<(i64, i64), u32>> {
    let cutoff = request.cutoff().as_second();
    let mut statement = request.mirror.db.prepare_cached(&format!(
        "SELECT person, app, date(max(at), 'unixepoch') FROM ({}) GROUP BY 1, 2",
        access_begun_since("?1")
    ))?;
    let mut rows = statement.query([cutoff])?;
    let mut begun = HashMap::new();
    while let Some(row) = rows.next()? {
        let on: String = row.get(2)?;
        if let Some(on) = day(&on) {
            begun.insert((row.get(0)?, row.get(1)?), on);
        }
    }
    Ok(begun)
}

/// Everybody's access to apps.
#[derive(Debug)]
pub(in super::super) struct Accesses {
    all: Vec<Row>,
    /// The days on which people got apps since the cutoff of the report, by the numbers of both.
    begun: HashMap<(i64, i64), u32>,
}

/// Access, by the numbers of person and app.
#[derive(Debug, Clone, Copy)]
struct Row {
    person: u32,
    app: u32,
    active: Option<Option<i64>>,
}

impl Accesses {
    /// Reads it, person by person.
    pub fn read(request: &Request<'_>) -> Result<Self, SqlError> {
        let read = || -> rusqlite::Result<Self> {
            let mut statement = request.mirror.db.prepare_cached(
                "SELECT user_no, product_no, last_active, activity_unknown FROM mirror_access ORDER BY user_no, product_no",
            )?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let unknown: bool = row.get(3)?;
                all.push(Row {
                    person: row.get(0)?,
                    app: row.get(1)?,
                    active: (!unknown).then_some(row.get(2)?),
                });
            }
            Ok(Self {
                all,
                begun: begun_lately(request)?,
            })
        };
        read().map_err(SqlError::of)
    }

    /// Hands out every access of these people to these apps. People whose apps are unknown have none here.
    pub fn each<'a>(
        &self,
        people: &'a People,
        holdings: &Holdings,
        mut each: impl FnMut(Access<'a>),
    ) {
        for row in &self.all {
            let person = people.get(i64::from(row.person));
            let Some(person) = person.filter(|person| person.apps_known) else {
                continue;
            };
            let Some(app) = holdings.position(i64::from(row.app)) else {
                continue;
            };
            let begun = self.begun.get(&(person.no, i64::from(row.app)));
            each(Access {
                person,
                app,
                active: row.active,
                added: begun.copied().max(person.added),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Kind;
    use super::super::super::report_model::Report;
    use super::super::super::test_mirror::{PERSON, request, write};
    use crate::query::{Cell, UserQuery};
    use crate::store::Mirror;

    fn figure(report: &Report, name: &str) -> Cell {
        let found = report.figures.iter().find(|figure| figure.name == name);
        found.unwrap().value.clone()
    }

    /// Who was given an app lately had no time to use it, however long they have been in the organization.
    #[test]
    fn what_was_given_lately_is_not_unused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror.sqlite");
        let people: Vec<String> = (1..=5)
            .map(|no| format!("({no}, 'a-{no}', 1, 1, 'active', 'managed', 'atlassian', 0, 1, NULL, NULL, 1, 1, 1, 1)"))
            .collect();
        let first = format!(
            "{PERSON} {}; UPDATE mirror_user SET added_to_org = '2020-01-01T00:00:00Z' WHERE no <> 5; \
             INSERT INTO mirror_product (no, id, key) VALUES (1, 'jira-1', 'jira-software'), (2, 'wiki-1', 'confluence'); \
             INSERT INTO mirror_access (user_no, product_no) VALUES (1, 1), (2, 2);",
            people.join(", ")
        );
        write(&path, None, 0, &first);
        let given = |no: i64, day: i64, detail: &str| {
            format!(
                "INSERT INTO mirror_access (user_no, product_no) VALUES ({no}, 1); \
                 INSERT INTO mirror_change (sync_no, at, thing, id, kind, detail) \
                 VALUES (1, 1790000000 + {day} * 86400, 'user', 'a-{no}', 'changed', '{detail}');"
            )
        };
        let by_sync = r#"{"products":{"added":["jira-1"],"removed":[]}}"#;
        let by_run = r#"{"app_role":[null,"atlassian/user"],"app_role_name":"jira-1"}"#;
        let second = [
            given(2, 5, by_sync),
            given(3, 5, by_run),
            given(4, -200, by_sync),
            given(5, 5, by_sync),
        ];
        write(&path, None, 7, &second.concat());
        let mirror = Mirror::open(&path).unwrap();
        let mut request = request(&mirror);
        let seats = Kind::Seats.make(&request).unwrap();
        // The first, the fourth, and the second in the other app.
        assert_eq!(figure(&seats, "never_used"), Cell::Number(3));
        let filter = UserQuery {
            app: vec!["jira-software".to_owned()],
            inactive_days: Some(90),
            ..UserQuery::default()
        };
        assert_eq!(filter.count(&mirror, request.now).unwrap(), 2);
        request.filter = Some(UserQuery {
            inactive_days: None,
            ..filter
        });
        let inactive = Kind::Inactive.make(&request).unwrap();
        assert_eq!(figure(&inactive, "inactive"), Cell::Number(2));
    }
}
