//! What must be so when a seeded run is over.

use std::collections::HashSet;

use atlctl_api::AccountId;
use atlctl_core::apply::{Stop, row_result};
use atlctl_core::report::RowOutcome;

use super::Play;

impl Play {
    pub(super) fn check(&mut self) {
        let seed = self.seed;
        let drifted: HashSet<&AccountId> = self.world.drifted.iter().collect();
        for (at, row) in self.plan.rows.iter().enumerate() {
            let account = AccountId::from(row.account.as_deref().unwrap());
            let (outcome, why) = row_result(&self.machine, at);
            let processed = self.world.processed.get(&account).copied().unwrap_or(0);
            let changed = self.world.arrivals(&account, &"new".into());
            let now = self.world.policy(&account);
            let at_target = Some(now.as_str()) == row.to.as_ref().unwrap().text();
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
            // the service does not tell any more.
            let unnamed = self.world.odds.row_fails > 0;
            let adrift = self.world.adrift.contains(&account);
            // What the service is at for longer than the settle time, and no journal has of it, nobody can know of.
            let lost = adrift && self.forgotten.contains(&account);
            assert!(
                processed <= 1 || unnamed || adrift,
                "{who}: processed {processed} times"
            );
            match outcome {
                RowOutcome::Done => assert!(at_target, "{who}, but is in {now}"),
                RowOutcome::Refused | RowOutcome::Failed => {
                    assert!(!at_target || lost, "{who}, but is in {now}");
                }
                RowOutcome::Open => {
                    assert!(changed == 0 || self.cuts > 0, "{who}");
                    assert!(
                        self.machine.stopped().is_some(),
                        "{who}: open without a reason"
                    );
                }
                RowOutcome::Unknown => {
                    assert!(self.machine.stopped().is_some() || adrift, "{who}");
                }
                RowOutcome::Unchanged | RowOutcome::Skipped => panic!("{who}"),
            }
        }
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
