//! Names the runs behind changes that a sync found before the run could confirm them.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::change::{Change, ChangeKind, Logged};

/// Adds the run to changes of people for which a run has recorded the same change around that time.
pub(super) fn name_runs(db: &Connection, changes: &mut [Change]) -> rusqlite::Result<()> {
    let mut read = db.prepare_cached(
        "SELECT c.run FROM mirror_change c JOIN mirror_sync s ON s.no = ?4 \
         WHERE c.thing = 'user' AND c.id = ?1 AND c.run IS NOT NULL AND c.at <= s.finished_at \
           AND c.sync_no BETWEEN ?4 - 1 AND ?4 \
           AND (json_extract(c.detail, '$.' || ?2 || '[1]') IS ?3 OR json_extract(c.detail, '$.' || ?2 || '_name[1]') IS ?3) \
           AND json_type(c.detail, '$.' || ?2) = 'array' \
         ORDER BY c.no DESC LIMIT 1",
    )?;
    let by_people = changes
        .iter_mut()
        .filter(|change| change.run.is_none() && matches!(change.of, "people" | "policies"));
    for change in by_people {
        let Some(column) = change.column else {
            continue;
        };
        change.run = read
            .query_row(
                params![change.id, column, change.after, change.sync],
                |row| row.get(0),
            )
            .optional()?;
    }
    Ok(())
}

/// What somebody who came got, and what somebody who left lost, was the act by which they came or left, unless the log has
/// an own one.
pub(super) fn with_person(changes: &mut [Change]) {
    let people: HashMap<(String, ChangeKind), (Logged, Option<String>)> = changes
        .iter()
        .filter(|change| change.of == "people" && change.kind != ChangeKind::Changed)
        .map(|change| {
            let person = (change.id.clone(), change.kind);
            (person, (change.logged.clone(), change.run.clone()))
        })
        .collect();
    let others = changes
        .iter_mut()
        .filter(|change| change.of != "people" && change.kind != ChangeKind::Changed);
    for change in others {
        let Some((logged, run)) = people.get(&(change.id.clone(), change.kind)) else {
            continue;
        };
        if !matches!(change.logged, Logged::Event(_)) {
            change.logged.clone_from(logged);
        }
        if change.run.is_none() {
            change.run.clone_from(run);
        }
    }
}
