//! Who has which app, and when they last used it.

use std::collections::HashSet;

use super::super::request::Request;
use super::people::{Facts, People};
use crate::query::apps_named;
use crate::sql::SqlError;
use crate::store::App;

/// A person's access to an app.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Access<'a> {
    pub person: &'a Facts,
    /// The position of the app.
    pub app: usize,
    /// Last activity in it, in seconds; `Some(None)` for never.
    pub active: Option<Option<i64>>,
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

/// Hands out every access of these people to these apps, person by person. People whose apps are unknown have none here.
pub(in super::super) fn each_access<'a>(
    request: &Request<'_>,
    people: &'a People,
    holdings: &Holdings,
    mut each: impl FnMut(Access<'a>),
) -> Result<(), SqlError> {
    let mut read = || -> rusqlite::Result<()> {
        let mut statement = request.mirror.db.prepare_cached(
            "SELECT user_no, product_no, last_active, activity_unknown FROM mirror_access ORDER BY user_no, product_no",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(person) = people.get(row.get(0)?).filter(|person| person.apps_known) else {
                continue;
            };
            let Some(app) = holdings.position(row.get(1)?) else {
                continue;
            };
            let last: Option<i64> = row.get(2)?;
            let unknown: bool = row.get(3)?;
            each(Access {
                person,
                app,
                active: (!unknown).then_some(last),
            });
        }
        Ok(())
    };
    read().map_err(SqlError::of)
}
