//! Nothing of the mirror is left undecided.

use super::*;

/// Tables that describe the mirror itself, or what others wrote: nothing of the organization.
const OTHERS: &[&str] = &[
    "mirror_sync",
    "mirror_stage",
    "mirror_change",
    "mirror_emptied",
    "mirror_writer",
    "mirror_cell",
    "mirror_was",
    "mirror_snapshot",
    "mirror_recorded",
    // An event never changes.
    "mirror_event",
    "mirror_event_raw",
    "mirror_event_target",
    "mirror_event_position",
    "mirror_import",
    "mirror_import_column",
    "mirror_imported_user",
    "mirror_imported_app",
    "mirror_imported_group",
];
/// Columns that are shown as they are now.
const TODAYS: &[&str] = &[
    "mirror_policy.name",
    "mirror_policy.name_from",
    "mirror_policy.kind",
    // When roles were read last; what they were then has a history of its own.
    "mirror_group.roles_sync",
    "mirror_group.roles_read_at",
    "mirror_user_grant_read.sync_no",
    "mirror_user_grant_read.read_at",
];

/// A table or column that nobody decided about would be shown as it is now in every past.
#[test]
fn every_column_of_the_mirror_is_decided_about() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = crate::store::Mirror::open(dir.path().join("mirror.sqlite")).unwrap();
    let mut read = mirror
        .db
        .prepare(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name LIKE 'mirror_%' ORDER BY 1, 2",
        )
        .unwrap();
    let columns: Vec<(String, String)> = read
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let named = |table: &str, column: &str| {
        Tracked::of(table).is_some_and(|entry| {
            let all = [
                entry.keys,
                entry.fixed,
                entry.columns,
                entry.unkept,
                entry.read_at,
            ];
            all.iter().any(|names| names.contains(&column)) || entry.seen == Some(column)
        })
    };
    for (table, column) in &columns {
        let place = format!("{table}.{column}");
        assert!(
            OTHERS.contains(&table.as_str())
                || TODAYS.contains(&place.as_str())
                || named(table, column),
            "{place}: add it to its entry in TRACKED, or the table to OTHERS"
        );
    }
    for entry in TRACKED {
        for column in entry
            .cells()
            .filter(|cell| *cell != ROW)
            .chain(entry.keys.iter().copied())
        {
            let pair = (entry.table.to_owned(), column.to_owned());
            assert!(columns.contains(&pair), "{pair:?} is not in the schema");
        }
    }
}
