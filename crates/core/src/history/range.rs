//! Where a range of changes begins.

use rusqlite::Connection;

use crate::store::history::Position;
use crate::store::{During as _, Instead, Mirror, Moment, StoreError};

/// The beginning of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begin {
    /// The moment.
    pub moment: Moment,
    /// Why it is another one than was asked for.
    pub instead: Option<Instead>,
}

/// Where a range begins that ends at a moment, or at the present: the moment that was asked for, or the snapshot that
/// stands for it. Before all history, that is the first snapshot.
///
/// # Errors
/// When a moment is not known or the first is later than the second, or the file cannot be read.
pub fn begin(mirror: &Mirror, since: Moment, until: Option<Moment>) -> Result<Begin, StoreError> {
    let (found, _) = range(&mirror.db, since, until)?;
    Ok(Begin {
        moment: found.shown(since),
        instead: found.instead,
    })
}

/// Both ends of a range.
pub(super) fn range(
    db: &Connection,
    since: Moment,
    until: Option<Moment>,
) -> Result<(Position, Option<Position>), StoreError> {
    let begin = Position::find_begin(db, since)?;
    let end = until
        .map(|moment| Position::find(db, moment).map(|found| (found, moment)))
        .transpose()?;
    match end {
        Some((end, until)) if begin.is_after(&end) => Err(StoreError::Backwards {
            since: begin.words(since),
            until: end.words(until),
        }),
        end => Ok((begin, end.map(|(end, _)| end))),
    }
}

/// The snapshot before the one that a moment shows, or before the last; that one where there is no other. `None` when no
/// sync has ended.
///
/// # Errors
/// When the moment is not known, or the file cannot be read.
pub fn previous(mirror: &Mirror, moment: Option<Moment>) -> Result<Option<Moment>, StoreError> {
    let last = match moment {
        Some(moment) => Position::find(&mirror.db, moment)?.sync,
        None => i64::MAX,
    };
    let newest_first: Vec<i64> = mirror
        .db
        .prepare_cached(
            "SELECT sync_no FROM main.mirror_snapshot WHERE sync_no <= ?1 ORDER BY sync_no DESC LIMIT 2",
        )
        .and_then(|mut read| read.query_map([last], |row| row.get(0))?.collect())
        .during("find the snapshot before")?;
    Ok(newest_first.last().map(|sync| Moment::Sync(*sync)))
}
