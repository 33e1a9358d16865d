//! Writes many small rows with one statement, because running a statement costs more than its row.

use rusqlite::{CachedStatement, Connection};

/// Rows to a statement.
const MANY: usize = 32;

/// Rows of `N` numbers that wait to be written. The first two are the key.
pub(super) struct Bulk<'c, const N: usize> {
    one: CachedStatement<'c>,
    many: CachedStatement<'c>,
    waiting: Vec<[Option<i64>; N]>,
}

impl<'c, const N: usize> Bulk<'c, N> {
    /// `into`: the table with its columns. `conflict`: what becomes of a row that is there already.
    pub(super) fn new(db: &'c Connection, into: &str, conflict: &str) -> rusqlite::Result<Self> {
        let row = format!("({})", ["?"; N].join(", "));
        let statement = |rows: usize| {
            let rows = vec![row.as_str(); rows].join(", ");
            // Whatever fails here fails the whole transaction: nothing need be kept to take back this statement alone.
            db.prepare_cached(&format!(
                "INSERT OR FAIL INTO {into} VALUES {rows} ON CONFLICT DO {conflict}"
            ))
        };
        Ok(Self {
            one: statement(1)?,
            many: statement(MANY)?,
            waiting: Vec::new(),
        })
    }

    pub(super) fn add(&mut self, row: [Option<i64>; N]) {
        self.waiting.push(row);
    }

    /// The rows that wait.
    pub(super) fn waiting(&self) -> &[[Option<i64>; N]] {
        &self.waiting
    }

    /// Writes the waiting rows in the order of the table, so that neighboring rows are written together.
    pub(super) fn write(&mut self) -> rusqlite::Result<()> {
        self.waiting.sort_unstable();
        // Of several for one place the last counts: written one after the other, they would look like changes.
        self.waiting.dedup_by(|later, kept| {
            let same = later.iter().take(2).eq(kept.iter().take(2));
            if same {
                *kept = *later;
            }
            same
        });
        let chunks = self.waiting.chunks_exact(MANY);
        let rest = chunks.remainder();
        for rows in chunks {
            run(&mut self.many, rows)?;
        }
        for row in rest {
            run(&mut self.one, std::slice::from_ref(row))?;
        }
        self.waiting.clear();
        Ok(())
    }
}

fn run<const N: usize>(
    statement: &mut CachedStatement<'_>,
    rows: &[[Option<i64>; N]],
) -> rusqlite::Result<()> {
    for (at, value) in rows.iter().flatten().enumerate() {
        statement.raw_bind_parameter(at + 1, value)?;
    }
    statement.raw_execute().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_are_written_as_few_are() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE t (a INTEGER NOT NULL, b INTEGER, c INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
             INSERT INTO t VALUES (7, 1, 0);",
        )
        .unwrap();
        let written = |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
        let mut bulk: Bulk<'_, 3> =
            Bulk::new(&db, "t (a, b, c)", "UPDATE SET c = excluded.c").unwrap();
        // More than two statements' worth, not in order. Of two for one place, what is known stays.
        for number in (0..70).rev() {
            bulk.add([Some(number), Some(1), Some(number)]);
        }
        bulk.add([Some(3), Some(1), None]);
        assert_eq!(written("SELECT count(*) FROM t"), 1, "they wait");
        bulk.write().unwrap();
        bulk.write().unwrap();
        assert_eq!(written("SELECT count(*) FROM t"), 70);
        assert_eq!(written("SELECT count(*) FROM t WHERE c = a"), 70);
        bulk.add([None, Some(1), None]);
        assert!(bulk.write().is_err());
    }
}
