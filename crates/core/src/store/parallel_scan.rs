//! Reads numbered rows in two halves at the same time, each on its own connection.

use std::thread;

use rusqlite::Connection;

use super::error::During;
use super::{Mirror, StoreError};

/// The first and the last number of rows.
pub(crate) type Range = (i64, i64);

/// What is read of both halves of a range. Only for tables that are the same at every moment: the second connection shows
/// the present.
///
/// # Errors
/// When the file cannot be read; `doing` says for what.
pub(crate) fn in_halves<T: Send>(
    mirror: &Mirror,
    doing: &'static str,
    (first, last): Range,
    read: impl Fn(&Connection, Range) -> rusqlite::Result<T> + Sync,
) -> Result<[T; 2], StoreError> {
    let middle = first.midpoint(last);
    let other = (middle.saturating_add(1), last);
    let (path, read_other) = (mirror.path(), &read);
    let second = || -> Result<T, StoreError> {
        let mirror = Mirror::open_beside(path)?;
        read_other(&mirror.db, other).during(doing)
    };
    thread::scope(|scope| {
        let second = thread::Builder::new().spawn_scoped(scope, second);
        let own = read(&mirror.db, (first, middle)).during(doing);
        let second = match second.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(second)) => second,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // Without another thread, one half comes after the other.
            Err(_) => read(&mirror.db, other).during(doing),
        };
        Ok([own?, second?])
    })
}
