//! Moments in the mirror's past.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::kept_snapshots::{self, Instead, Kept};
use super::tracked::Tracked;
use crate::store::{During as _, StoreError};

/// A moment of the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The end of the sync with this number.
    Sync(i64),
    /// A time: what syncs that had ended by then, and runs until then, wrote.
    Time(Timestamp),
}

/// A moment, found in the mirror.
#[derive(Debug, Clone)]
pub(crate) struct Position {
    /// The last snapshot at or before the moment.
    pub(crate) sync: i64,
    /// The time, in milliseconds since 1970.
    pub(crate) at: i64,
    /// The newest row of `mirror_was` when that snapshot was made.
    pub(crate) last_seq: i64,
    /// The writers that had written by then although their rows come after the snapshot's; `None` for the snapshot itself.
    writers: Option<HashMap<i64, bool>>,
    /// Why it is that snapshot and not the moment itself.
    pub(crate) instead: Option<Instead>,
}

const DOING: &str = "find a moment of its history";

impl Position {
    /// Finds a moment. Where snapshots were removed, the history between two that are kept is no longer exact: the earlier
    /// one stands for every time between them.
    ///
    /// # Errors
    /// `NoSnapshot` when the sync's end is not among the snapshots, `Removed` when it was, `NoHistory` when the time is
    /// before all of them.
    pub(crate) fn find(db: &Connection, moment: Moment) -> Result<Self, StoreError> {
        match moment {
            Moment::Sync(sync) => Self::snapshot(db, sync),
            // Times are printed and named in seconds: what happened in that second had happened by then.
            Moment::Time(time) if time.subsec_nanosecond() == 0 => {
                Self::find_time(db, time, time.as_millisecond().saturating_add(999))
            }
            Moment::Time(time) => Self::find_time(db, time, time.as_millisecond()),
        }
    }

    /// Finds a time, which is to be shown as of so many milliseconds since 1970.
    fn find_time(db: &Connection, time: Timestamp, at: i64) -> Result<Self, StoreError> {
        let found: Option<i64> = db
            .query_row(
                "SELECT max(n.sync_no) FROM main.mirror_snapshot n JOIN main.mirror_sync s ON s.no = n.sync_no \
                 WHERE s.finished_at <= ?1",
                [time.as_second()],
                |row| row.get(0),
            )
            .during(DOING)?;
        let Some(sync) = found else {
            let first = kept_snapshots::first(db).during(DOING)?;
            return Err(StoreError::NoHistory {
                since: first.map(|first| first.at),
            });
        };
        let of_snapshot = Self::snapshot(db, sync)?;
        let next = kept_snapshots::next(db, sync).during(DOING)?;
        if kept_snapshots::removed_between(db, sync, next.map(|next| next.sync)).during(DOING)? {
            let shown = kept_snapshots::snapshot(db, sync).during(DOING)?;
            let instead = shown.filter(|shown| shown.at.as_second() != time.as_second());
            return Ok(Self {
                instead: instead.map(|shown| Instead::Removed {
                    asked: time,
                    shown,
                    next,
                }),
                ..of_snapshot
            });
        }
        Ok(Self {
            at,
            writers: Some(writers(db, at, sync).during(DOING)?),
            ..of_snapshot
        })
    }

    /// Finds the moment from which changes count. For a time before all snapshots, the first one stands.
    ///
    /// # Errors
    /// As [`Position::find`]; `NoHistory` only when no sync has ended.
    pub(crate) fn find_begin(db: &Connection, moment: Moment) -> Result<Self, StoreError> {
        let found = match moment {
            // What happened in that second happened since.
            Moment::Time(time) => Self::find_time(db, time, time.as_millisecond()),
            Moment::Sync(_) => Self::find(db, moment),
        };
        let (Err(StoreError::NoHistory { .. }), Moment::Time(asked)) = (&found, moment) else {
            return found;
        };
        let Some(shown) = kept_snapshots::first(db).during(DOING)? else {
            return found;
        };
        Ok(Self {
            instead: Some(Instead::First { asked, shown }),
            ..Self::snapshot(db, shown.sync)?
        })
    }

    fn snapshot(db: &Connection, sync: i64) -> Result<Self, StoreError> {
        let found = db
            .query_row(
                "SELECT n.last_seq, s.finished_at FROM main.mirror_snapshot n JOIN main.mirror_sync s ON s.no = n.sync_no \
                 WHERE n.sync_no = ?1",
                [sync],
                |row| {
                    Ok(Self {
                        sync,
                        at: row.get::<_, i64>(1)?.saturating_mul(1_000).saturating_add(999),
                        last_seq: row.get(0)?,
                        writers: None,
                        instead: None,
                    })
                },
            )
            .optional()
            .during(DOING)?;
        if let Some(found) = found {
            return Ok(found);
        }
        let before = kept_snapshots::last_before(db, sync).during(DOING)?;
        let after = kept_snapshots::next(db, sync).during(DOING)?;
        match (before, after) {
            (None, None) => Err(StoreError::NoSnapshot { sync }),
            (before, after) if kept_snapshots::was_removed(db, sync).during(DOING)? => {
                let near = |place: &str, one: Option<Kept>| {
                    one.map(|one| format!("snapshot {one} {place} it"))
                };
                let kept = [near("before", before), near("after", after)];
                Err(StoreError::SnapshotRemoved {
                    sync,
                    kept: kept.into_iter().flatten().collect::<Vec<_>>().join(" and "),
                })
            }
            _ => Err(StoreError::NoSnapshot { sync }),
        }
    }

    /// The moment that is shown, of the one that was asked for.
    pub(crate) fn shown(&self, asked: Moment) -> Moment {
        match self.instead {
            Some(_) => Moment::Sync(self.sync),
            None => asked,
        }
    }

    /// The time that was asked for, in seconds since 1970.
    fn asked(&self) -> i64 {
        match self.instead {
            Some(Instead::Removed { asked, .. } | Instead::First { asked, .. }) => {
                asked.as_second()
            }
            None => self.at.div_euclid(1_000),
        }
    }

    /// The moment that was asked for, in words.
    pub(crate) fn words(&self, asked: Moment) -> String {
        let at = Timestamp::from_second(self.asked()).unwrap_or_default();
        match asked {
            Moment::Sync(sync) => format!("snapshot {}", Kept { sync, at }),
            Moment::Time(_) => at.to_string(),
        }
    }

    /// Whether a moment is later than another one.
    pub(crate) fn is_after(&self, other: &Self) -> bool {
        (self.sync, self.asked()) > (other.sync, other.asked())
    }

    /// Whether the history of a table is known at the moment; otherwise the sync since which it is, if any.
    pub(crate) fn knows(
        &self,
        entry: &Tracked,
        recorded: &HashMap<String, i64>,
    ) -> Result<(), Option<i64>> {
        match entry.known_since(recorded) {
            Some(since) if since <= self.sync => Ok(()),
            since => Err(since),
        }
    }

    /// Where it is a time and not a snapshot: that time, in milliseconds since 1970.
    pub(crate) fn runs_until(&self) -> Option<i64> {
        self.writers.as_ref().map(|_| self.at)
    }

    /// Whether a row of `mirror_was` was written by then.
    pub(crate) fn includes(&self, seq: i64, writer: i64) -> bool {
        seq <= self.last_seq
            || self
                .writers
                .as_ref()
                .is_some_and(|writers| writers.get(&writer).copied().unwrap_or(false))
    }
}

/// For each writer, whether it had written by that time, in milliseconds. What a sync wrote counts from its snapshot on,
/// of which the last by then is given; of a sync that never ended, from its last commit on.
fn writers(db: &Connection, at: i64, snapshot: i64) -> rusqlite::Result<HashMap<i64, bool>> {
    db.prepare(
        "SELECT w.no, CASE WHEN w.run IS NOT NULL THEN w.at <= ?1 \
           WHEN s.finished_at IS NULL THEN coalesce(s.touched_at, 0) * 1000 <= ?1 \
           ELSE w.sync_no <= ?2 END \
         FROM mirror_writer w LEFT JOIN mirror_sync s ON s.no = w.sync_no",
    )?
    .query_map([at, snapshot], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Mirror;
    use crate::store::history::{Writer, mark_snapshot, record_as};

    /// Lists print when a change was made in seconds, and that time is what a person then asks for.
    #[test]
    fn a_second_counts_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror.sqlite");
        let mut mirror = Mirror::open(&path).unwrap();
        let change = mirror.change().unwrap();
        let sync = "INSERT INTO mirror_sync (state, started_at, touched_at, finished_at) VALUES ('complete', 1, 1, 1);
                    INSERT INTO mirror_stage (sync_no, stage, state) VALUES (1, 'org', 'complete');";
        change.execute_batch(sync).unwrap();
        record_as(&change, Writer::Sync(1)).unwrap();
        mark_snapshot(&change, 1, &["org"]).unwrap();
        let run = Writer::Run {
            id: "20261124-1",
            at: 5_250,
        };
        record_as(&change, run).unwrap();
        let named = "INSERT INTO mirror_org (id, name, seen) VALUES ('o-1', 'Acme', 1)";
        change.execute_batch(named).unwrap();
        change.commit().unwrap();
        let name = |time: &str| {
            let moment = Moment::Time(time.parse().unwrap());
            let mirror = Mirror::open_as_of(&path, Some(moment)).unwrap();
            mirror.org_name("o-1").unwrap()
        };
        let begin = |time: &str| {
            let moment = Moment::Time(time.parse().unwrap());
            Position::find_begin(&mirror.db, moment).unwrap().at
        };
        for (time, expected) in [
            ("1970-01-01T00:00:04Z", None),
            ("1970-01-01T00:00:05Z", Some("Acme")),
            ("1970-01-01T00:00:05.2Z", None),
        ] {
            assert_eq!(name(time).as_deref(), expected, "{time}");
        }
        assert_eq!(
            begin("1970-01-01T00:00:05Z"),
            5_000,
            "the change came since"
        );
    }
}
