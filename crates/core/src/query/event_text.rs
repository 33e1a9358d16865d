//! Which events have a text in them.

use rusqlite::{Connection, params};

use crate::number_set::NumberSet;
use crate::sql::{SqlError, holds};
use crate::store::{During as _, Mirror, Range, in_halves};

const DOING: &str = "look for a text in events";

/// The numbers of the events with a text anywhere, ignoring case; also in what the mirror calls the people and groups that
/// they name.
pub(super) fn events_with(mirror: &Mirror, text: &str) -> Result<NumberSet, SqlError> {
    let text = text.to_lowercase();
    let range = mirror
        .db
        .query_row(
            "SELECT coalesce(min(no), 0), coalesce(max(no), 0) FROM mirror_event_raw",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .during(DOING)?;
    // A log of a million events has a gigabyte of text.
    let [mut found, others] = in_halves(mirror, DOING, range, |db, range| {
        in_events(db, &text, range)
    })?;
    found.add(&others);
    about_named(&mirror.db, &text, &mut found).during(DOING)?;
    Ok(found)
}

/// Of the events with these numbers, those with the text.
fn in_events(db: &Connection, text: &str, (first, last): Range) -> rusqlite::Result<NumberSet> {
    let mut found = NumberSet::default();
    let mut read =
        db.prepare_cached("SELECT no, raw FROM mirror_event_raw WHERE no BETWEEN ?1 AND ?2")?;
    let mut rows = read.query(params![first, last])?;
    while let Some(row) = rows.next()? {
        if holds(row.get_ref(1)?.as_str()?, text) {
            found.insert(row.get(0)?);
        }
    }
    Ok(found)
}

/// Adds the events about people and groups with the text in their names.
fn about_named(db: &Connection, text: &str, found: &mut NumberSet) -> rusqlite::Result<()> {
    let mut of_id = db.prepare_cached("SELECT event_no FROM mirror_event_target WHERE id = ?1")?;
    for named in [
        "SELECT id, name, NULL FROM mirror_group",
        "SELECT account_id, name, email FROM mirror_user",
    ] {
        let mut read = db.prepare_cached(named)?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let mut is_named = false;
            for at in [1, 2] {
                let name = row.get_ref(at)?.as_str_or_null()?;
                is_named |= name.is_some_and(|name| holds(name, text));
            }
            if !is_named {
                continue;
            }
            let mut events = of_id.query([row.get_ref(0)?.as_str()?])?;
            while let Some(event) = events.next()? {
                found.insert(event.get(0)?);
            }
        }
    }
    Ok(())
}
