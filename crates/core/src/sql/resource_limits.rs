//! Limits of a query: memory, size of values, length of the statement.
//!
//! SQLite keeps to these itself and says so with an error, where a system that is out of memory would end the
//! program. Rows that are sorted, and what is computed on the way, go to unnamed files on the disk when they
//! grow beyond the cache.

use rusqlite::Connection;
use rusqlite::limits::Limit;

/// The longest text, in bytes.
pub(super) const VALUE: usize = 8 << 20;
/// The largest row of an answer, in bytes.
pub(super) const ROW: usize = 16 << 20;
/// All that SQLite may allocate in this process, in bytes.
pub(super) const HEAP: usize = 192 << 20;
/// Memory for pages of the file and for rows being sorted, in KiB (negative: SQLite counts pages
/// otherwise).
const CACHE_KIB: i64 = -65_536;

const LIMITS: [(Limit, i32); 6] = [
    (Limit::SQLITE_LIMIT_LENGTH, 8 << 20),
    // A statement, in bytes.
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (Limit::SQLITE_LIMIT_COLUMN, 500),
    // Matching takes the product of the lengths of pattern and text.
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// Sets the bounds of this connection. That of memory counts for the whole process, from then on.
pub(super) fn set(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "temp_store", "FILE")?;
    db.pragma_update(None, "cache_size", CACHE_KIB)?;
    // It answers with the bound, which an `UPDATE` may not.
    db.query_row(&format!("PRAGMA hard_heap_limit = {HEAP}"), [], |_| Ok(()))?;
    for (limit, most) in LIMITS {
        db.set_limit(limit, most)?;
    }
    Ok(())
}
