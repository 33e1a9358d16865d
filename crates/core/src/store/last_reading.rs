//! Whether a person's rows are as their last reading left them. A run writes what it read back without reading the
//! person's entry: from then on, an equal entry no longer says that the rows are right.

use rusqlite::Connection;

/// In front of the JSON of a reading that a run's change followed. JSON of an entry begins with its bracket.
const OUTDATED: char = ' ';

/// A run changed the person's rows: the next reading is written, whatever it says.
pub(super) fn outdate(db: &Connection, no: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE mirror_user_raw SET raw = ?2 || raw WHERE no = ?1 AND substr(raw, 1, 1) <> ?2",
    )?
    .execute((no, OUTDATED.to_string()))
    .map(drop)
}

/// Whether a run changed the person's rows since this reading.
pub(super) fn is_outdated(raw: &str) -> bool {
    raw.starts_with(OUTDATED)
}

/// What an entry says of the rows of a person whose last entry was `stored`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The rows are as the entry says.
    Same,
    /// The entry is the last one, and a run changed the rows since.
    BeforeRun,
    /// Another entry.
    Different,
}

/// Compares the last entry with one that was read now.
pub(crate) fn compare(stored: &str, read: &str) -> Reading {
    if stored == read {
        Reading::Same
    } else if stored.strip_prefix(OUTDATED) == Some(read) {
        Reading::BeforeRun
    } else {
        Reading::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equal_entry_says_nothing_after_a_run() {
        let db = Connection::open_in_memory().unwrap();
        let raw = r#"{"accountId":"a"}"#;
        db.execute_batch(
            "CREATE TABLE mirror_user_raw (no INTEGER PRIMARY KEY, raw TEXT NOT NULL)",
        )
        .unwrap();
        db.execute("INSERT INTO mirror_user_raw VALUES (1, ?1)", [raw])
            .unwrap();
        let stored = || -> String {
            db.query_row("SELECT raw FROM mirror_user_raw", [], |row| row.get(0))
                .unwrap()
        };
        assert_eq!(compare(&stored(), raw), Reading::Same);
        assert_eq!(compare(&stored(), "{}"), Reading::Different);
        // Twice, as when a run changes two values: the entry itself stays readable.
        for _ in 0..2 {
            outdate(&db, 1).unwrap();
            assert_eq!(compare(&stored(), raw), Reading::BeforeRun);
            assert_eq!(compare(&stored(), "{}"), Reading::Different);
            assert_eq!(stored().trim_start(), raw);
        }
    }
}
