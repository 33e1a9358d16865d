//! Removes old snapshots, and the history that only they needed.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::Offset;
use rusqlite::Transaction;

use super::snapshots::{Snapshot, list};
use crate::store::{During as _, Lock, Mirror, StoreError};

/// Which snapshots are kept: one a day for some days, then one a week; older ones are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// For so many days, the last snapshot of each day (UTC).
    pub daily: u32,
    /// For so many days, the last snapshot of each week.
    pub weekly: u32,
}

impl Default for Retention {
    /// Daily for a month, weekly for a year.
    fn default() -> Self {
        Self {
            daily: 30,
            weekly: 365,
        }
    }
}

/// The snapshots that the rule does not keep, oldest first. The newest is always kept.
#[must_use]
pub fn to_prune(snapshots: &[Snapshot], retention: Retention, now: Timestamp) -> Vec<i64> {
    let mut kept = HashSet::new();
    let mut days = HashSet::new();
    let mut weeks = HashSet::new();
    for (at, snapshot) in snapshots.iter().rev().enumerate() {
        let day = Offset::UTC.to_datetime(snapshot.at).date();
        let week = day.iso_week_date();
        let age = now.as_second().saturating_sub(snapshot.at.as_second());
        let within = |days: u32| age <= i64::from(days) * 86_400;
        let first_of_day = days.insert(day);
        let first_of_week = weeks.insert((week.year(), week.week()));
        if at == 0
            || (first_of_day && within(retention.daily))
            || (first_of_week && within(retention.weekly))
        {
            kept.insert(snapshot.sync);
        }
    }
    let pruned = snapshots.iter().map(|snapshot| snapshot.sync);
    pruned.filter(|sync| !kept.contains(sync)).collect()
}

/// Removes these snapshots. The others stay exact; of what changed between two of them, only the value at the first is
/// kept. Space in the file is used again by later syncs.
///
/// # Errors
/// `Busy` while a sync runs; otherwise when the file cannot be written.
pub fn prune(mirror: &mut Mirror, syncs: &[i64]) -> Result<(), StoreError> {
    let doing = "remove old snapshots";
    let _lock = Lock::take(mirror.path())?;
    let snapshots = list(mirror)?;
    let change = mirror.change().during(doing)?;
    let mut before: Option<i64> = None;
    let mut removed = false;
    for snapshot in &snapshots {
        if syncs.contains(&snapshot.sync) {
            change
                .execute(
                    "DELETE FROM mirror_snapshot WHERE sync_no = ?1",
                    [snapshot.sync],
                )
                .during(doing)?;
            removed = true;
            continue;
        }
        let to = snapshot.last_seq;
        match before {
            // What was before the first snapshot that is kept.
            None => {
                change
                    .execute("DELETE FROM mirror_was WHERE seq <= ?1", [to])
                    .during(doing)?;
            }
            Some(from) if removed => {
                fold(&change, from, to).during(doing)?;
            }
            Some(_) => {}
        }
        (before, removed) = (Some(to), false);
    }
    change
        .execute(
            "DELETE FROM mirror_writer WHERE run IS NOT NULL AND no NOT IN (SELECT writer FROM mirror_was)",
            [],
        )
        .during(doing)?;
    change.commit().during(doing)
}

/// Keeps of each cell that changed between two snapshots the value at the first, and who wrote last.
fn fold(change: &Transaction<'_>, from: i64, to: i64) -> rusqlite::Result<()> {
    change.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS folded (first INTEGER PRIMARY KEY, last INTEGER); DELETE FROM folded;",
    )?;
    change.execute(
        "INSERT INTO folded SELECT min(seq), max(seq) FROM mirror_was WHERE seq > ?1 AND seq <= ?2 \
         GROUP BY cell, a, b, c, d",
        [from, to],
    )?;
    change.execute(
        "UPDATE mirror_was SET writer = (SELECT w.writer FROM folded f JOIN mirror_was w ON w.seq = f.last \
         WHERE f.first = mirror_was.seq) WHERE seq IN (SELECT first FROM folded WHERE last <> first)",
        [],
    )?;
    change
        .execute(
            "DELETE FROM mirror_was WHERE seq > ?1 AND seq <= ?2 AND seq NOT IN (SELECT first FROM folded)",
            [from, to],
        )
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(sync: i64, day: i64, hour: i64) -> Snapshot {
        Snapshot {
            sync,
            at: Timestamp::from_second(
                1_750_000_000 / 86_400 * 86_400 + day * 86_400 + hour * 3_600,
            )
            .unwrap(),
            state: "complete".into(),
            moved: None,
            changes: Default::default(),
            last_seq: sync,
        }
    }

    #[test]
    fn daily_for_a_month_then_weekly_for_a_year() {
        // Two a day for 400 days.
        let all: Vec<Snapshot> = (0..800).map(|n| snapshot(n, n / 2, 6 + n % 2)).collect();
        let now = all.last().unwrap().at;
        let pruned = to_prune(&all, Retention::default(), now);
        let kept: Vec<i64> = (0..800).filter(|sync| !pruned.contains(sync)).collect();
        // The last of a day, and none of the first of a day.
        assert!(kept.iter().all(|sync| sync % 2 == 1));
        let recent = kept.iter().filter(|sync| **sync >= 800 - 62).count();
        assert_eq!(recent, 31);
        assert!((31 + 47..=31 + 49).contains(&kept.len()), "{}", kept.len());
        assert!(kept.iter().all(|sync| *sync >= 800 - 2 * 366));
        // Keeping nothing keeps the newest.
        let none = Retention {
            daily: 0,
            weekly: 0,
        };
        assert_eq!(to_prune(&all, none, now).len(), 799);
    }
}
