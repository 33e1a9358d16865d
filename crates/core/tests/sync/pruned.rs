//! What is between two kept snapshots after others were removed: one of the states that were, and net numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use atlctl_core::history::{ChangeKind, Counts, diff, snapshots};
use atlctl_core::store::{Instead, Mirror, Moment, StoreError};
use jiff::Timestamp;

/// Any time between two kept snapshots is shown as the earlier one, with a word about it, where others were between them.
/// `syncs`: the numbers and seconds of all syncs that ended.
pub fn every_time_between(
    path: &Path,
    syncs: &[(i64, i64)],
    kept: &[i64],
    same: &dyn Fn(i64, Moment, &str),
) {
    for (sync, second) in syncs {
        let before = kept.iter().copied().filter(|one| one <= sync).max();
        let next = kept.iter().copied().filter(|one| one > sync).min();
        let last = before.and_then(|before| {
            let until = next.unwrap_or(i64::MAX);
            let between = syncs
                .iter()
                .filter(|(one, _)| *one > before && *one < until);
            between.map(|(one, _)| *one).max()
        });
        // Also after a run that came a day later.
        for later in [1, 86_400 - 30] {
            let time = Timestamp::from_second(second + later).unwrap();
            let shown = Mirror::open_as_of(path, Some(Moment::Time(time)));
            let Some(before) = before else {
                assert!(matches!(shown, Err(StoreError::NoHistory { .. })));
                continue;
            };
            if last.is_none() {
                assert!(shown.unwrap().instead().is_none());
                continue;
            }
            match shown.unwrap().instead() {
                Some(Instead::Removed {
                    asked,
                    shown,
                    next: found,
                }) => {
                    assert_eq!((asked, shown.sync), (time, before));
                    assert_eq!(found.map(|found| found.sync), next);
                }
                other => panic!("{other:?} at {time}, {kept:?} of {syncs:?}"),
            }
            same(
                before,
                Moment::Time(time),
                &format!("{later} s after sync {sync}, with {kept:?}"),
            );
        }
        if !kept.contains(sync) && before.is_some() {
            let error = Mirror::open_as_of(path, Some(Moment::Sync(*sync))).unwrap_err();
            let said = error.to_string();
            assert!(
                matches!(error, StoreError::SnapshotRemoved { .. }),
                "{said}"
            );
            for near in [before, next].into_iter().flatten() {
                assert!(said.contains(&format!("snapshot {near} (")), "{said}");
            }
        }
    }
}

/// The numbers of a snapshot are those of its differences from the one before.
pub fn every_number(path: &Path) {
    let mirror = Mirror::open_read_only(path).unwrap();
    let all = snapshots(&mirror).unwrap();
    for pair in all.windows(2) {
        let (since, until) = (Moment::Sync(pair[0].sync), Moment::Sync(pair[1].sync));
        let found = diff(&mirror, since, Some(until), &[]).unwrap();
        let mut numbers: BTreeMap<&str, Counts> = BTreeMap::new();
        let mut changed = BTreeSet::new();
        for change in &found.changes {
            let counts = numbers.entry(change.of).or_default();
            match change.kind {
                ChangeKind::Added => counts.added += 1,
                ChangeKind::Removed => counts.removed += 1,
                ChangeKind::Changed => {
                    let one = (change.of, &change.id, &change.item_id);
                    counts.changed += u64::from(changed.insert(one));
                }
            }
        }
        let mut counted = pair[1].changes.clone();
        counted.retain(|_, counts| *counts != Counts::default());
        assert_eq!(counted, numbers, "from {since:?} to {until:?}");
    }
}
