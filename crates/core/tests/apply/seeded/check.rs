//! What must be so when a seeded run is over.

use std::collections::HashSet;

use atlctl_core::apply::{Stop, row_result};
use atlctl_core::report::RowOutcome;

use super::Play;
use crate::world::{Key, key};

impl Play {
    pub(super) fn check(&mut self) {
        let seed = self.seed;
        let drifted: HashSet<&Key> = self.world.drifted.iter().collect();
        for (at, row) in self.plan.rows.iter().enumerate() {
            let account = key(row);
            let (outcome, why) = row_result(&self.machine, at);
            let processed = self.world.processed.get(&account).copied().unwrap_or(0);
            let to = row.to.as_ref().unwrap();
            let changed = self.world.arrivals(&account, to);
            let now = self.world.value(&account);
            let at_target = now == to;
            let who = format!("seed {seed}, row {at}: {outcome:?} {why:?}");
            if !row.verdict.is_change() {
                assert_eq!((processed, outcome), (0, RowOutcome::Skipped), "{who}");
                continue;
            }
            if self.world.moved_at_rest.contains(&account) && self.cuts == 0 {
                assert_eq!(
                    processed, 0,
                    "{who}: moved by somebody else while the run rested"
                );
            }
            if drifted.contains(&account) {
                continue; // somebody else had a hand in it
            }
            assert!(changed <= 1, "{who}: changed {changed} times");
            // Only a call whose work failed without a word about this person may be made again, or one of whose work
            // the service does not tell anymore.
            let unnamed = self.world.odds.row_fails > 0;
            let adrift = self.world.adrift.contains(&account);
            // What the service is at for longer than the settle time, and no journal has of it, nobody can know of.
            let lost = adrift && self.forgotten.contains(&account);
            // A run that waits less than the service may take sends again what may be under way.
            let hasty = self.world.odds.hasty > 0;
            assert!(
                processed <= 1 || unnamed || adrift || hasty,
                "{who}: processed {processed} times"
            );
            if processed > 0 {
                self.check_order(at, &drifted, &who);
            }
            match outcome {
                RowOutcome::Skipped => {
                    assert!(processed == 0 || self.cuts > 0, "{who}: and was sent");
                    let first = self.earlier(at);
                    let there = |row: &usize| self.is_there(*row);
                    assert!(!first.iter().all(there), "{who}: without a reason");
                }
                RowOutcome::Done => assert!(at_target, "{who}, but is {now:?}"),
                RowOutcome::Refused | RowOutcome::InPart | RowOutcome::Failed => {
                    assert!(!at_target || lost, "{who}, but is {now:?}");
                }
                RowOutcome::Open => {
                    assert!(changed == 0 || self.cuts > 0 || hasty, "{who}");
                    assert!(
                        self.machine.stopped().is_some(),
                        "{who}: open without a reason"
                    );
                }
                RowOutcome::Unknown => {
                    // A request that may have been lost, and then one that was refused.
                    let named = self.world.named.get(&account).copied().unwrap_or(0);
                    let lost = named > 1 && who.contains("an earlier request was not answered");
                    assert!(
                        self.machine.stopped().is_some() || adrift || hasty || lost,
                        "{who}"
                    );
                }
                // Somebody else, or the first of two rows that change the same.
                RowOutcome::Unchanged => panic!("{who}"),
            }
        }
        self.check_resumed();
    }

    /// A row is changed after those that come first, and when one of them is not changed, never.
    fn check_order(&self, at: usize, drifted: &HashSet<&Key>, who: &str) {
        let rows = &self.plan.rows;
        let own = key(&rows[at]);
        let arrived = self.world.arrival(&own, rows[at].to.as_ref().unwrap());
        for first in self.earlier(at) {
            let other = key(&rows[first]);
            if drifted.contains(&other) {
                continue;
            }
            let before = self.world.arrival(&other, rows[first].to.as_ref().unwrap());
            assert!(
                before.is_some(),
                "{who}: sent, although row {first} was not done"
            );
            assert!(
                arrived.is_none() || before <= arrived,
                "{who}: done before row {first}"
            );
        }
    }

    /// The rows that come before this one: those of the same account, and those that it names.
    fn earlier(&self, at: usize) -> Vec<usize> {
        let rows = &self.plan.rows;
        let same = |other: &usize| rows[*other].account == rows[at].account;
        let named = rows[at].after.iter().map(|row| *row as usize);
        let all = (0..at).filter(same).chain(named);
        all.filter(|row| rows[*row].verdict.is_change()).collect()
    }

    fn is_there(&self, at: usize) -> bool {
        let outcome = row_result(&self.machine, at).0;
        matches!(outcome, RowOutcome::Done | RowOutcome::Unchanged)
    }

    fn check_resumed(&mut self) {
        let seed = self.seed;
        if self.machine.is_settled() {
            let before = self.sends;
            self.resume();
            self.run(i64::MAX);
            if !self.machine.can_resume() {
                assert_eq!(
                    self.sends, before,
                    "seed {seed}: a settled run sent something"
                );
            }
        } else {
            let stop = self.machine.stopped();
            assert!(
                matches!(
                    stop,
                    Some(Stop::Failures { .. } | Stop::FirstRows { .. } | Stop::NotAllowed { .. })
                ),
                "seed {seed}: it ended because {stop:?}"
            );
        }
    }
}
