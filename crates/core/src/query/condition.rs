//! Conditions as `--where` takes them, checked before anything is asked.

use std::cell::RefCell;

use rusqlite::Connection;

use super::expression;
use crate::sql::{SqlError, limited};
use crate::store::{did_you_mean, empty_mirror, nearest};

/// Checks that lists can take a condition, without a mirror: it is one expression, and its columns are those of one view
/// at least. What it finds is not known.
///
/// # Errors
/// Why it cannot be used; a name that no view has is compared with the columns of `user`.
pub fn check_condition(written: &str) -> Result<(), SqlError> {
    expression::check(written)?;
    EMPTY.with_borrow_mut(|known| {
        let db = match known.take() {
            Some(db) => db,
            None => {
                let mut db = empty_mirror()?;
                limited(&mut db).map_err(SqlError::of)?;
                db
            }
        };
        by_views(known.insert(db), written)
    })
}

thread_local! {
    /// An empty mirror: a configuration may have many conditions, and to make one takes longer than to check them.
    static EMPTY: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

fn by_views(db: &Connection, written: &str) -> Result<(), SqlError> {
    let views: Vec<String> = db
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name <> 'user', rowid",
        )
        .and_then(|mut read| read.query_map([], |row| row.get(0))?.collect())
        .map_err(SqlError::of)?;
    let mut first = Ok(());
    for view in views {
        match db.prepare(&format!("SELECT 1 FROM {view} WHERE ({written})")) {
            Ok(_) => return Ok(()),
            Err(error) if first.is_ok() => {
                first = Err(about_condition(written, SqlError::of(error), (db, "user")));
            }
            Err(_) => {}
        }
    }
    first
}

/// An error of SQLite about the user's condition, in words about what the user wrote: the statement around it is
/// ours.
pub(super) fn about_condition(
    written: &str,
    error: SqlError,
    (db, view): (&Connection, &'static str),
) -> SqlError {
    let SqlError::Sql(said) = error else {
        return error;
    };
    let written = written.trim();
    let why = if let Some(column) = said.strip_prefix("no such column: ") {
        // A name in double quotes is no text.
        let column = column.split(" - should this be ").next().unwrap_or(column);
        let column = column.trim_matches('"');
        let known = columns(db, view).unwrap_or_default();
        let near = did_you_mean(nearest(column, known).as_deref());
        format!("no column {column:?}{near}")
    } else if said.starts_with("near \")\"") && !written.contains(')')
        || said.starts_with("incomplete input")
    {
        format!("the condition is incomplete: {written}")
    } else {
        match said.strip_suffix(": syntax error") {
            Some(near) => format!("the condition is not valid SQL {near}: {written}"),
            None => format!("the condition cannot be used: {said}"),
        }
    };
    SqlError::Condition { view, why }
}

/// The columns of a view.
pub(super) fn columns(db: &Connection, view: &str) -> rusqlite::Result<Vec<String>> {
    let read = db.prepare_cached(&format!("SELECT * FROM {view} LIMIT 0"))?;
    Ok(read.column_names().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_any_view_are_known_without_a_mirror() {
        for good in [
            "status = 'suspended'",
            "last_active < '2026-01-31' AND NOT org_admin",
            "email LIKE '%@acme.example'",
            // A column of events.
            "action = 'user_added'",
            "account_id IN (SELECT account_id FROM user_app)",
        ] {
            assert!(
                check_condition(good).is_ok(),
                "{good}: {:?}",
                check_condition(good)
            );
        }
        for (bad, why) in [
            ("foo bar", "not valid SQL near \"bar\""),
            (
                "statsu = 'active'",
                "no column \"statsu\"; did you mean \"status\"?",
            ),
            ("status =", "incomplete"),
            ("status = \"active\"", "no column \"active\""),
            ("a) OR (b", "closes a bracket"),
            ("", "empty"),
        ] {
            let said = check_condition(bad).unwrap_err().to_string();
            assert!(said.contains(why), "{bad}: {said}");
        }
    }
}
