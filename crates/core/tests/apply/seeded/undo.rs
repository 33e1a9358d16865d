//! The way back of a seeded run: everything that the run changed is as it was before.

use std::collections::HashSet;
use std::sync::Arc;

use atlctl_core::apply::Machine;
use atlctl_core::change::{Live, Target};
use atlctl_core::plan::{Guards, Include, PastRun, Rules, WayBack, decide};
use jiff::Timestamp;

use super::Play;
use crate::odds::Odds;
use crate::plans::plan;
use crate::world::{Key, key};

impl Play {
    /// Undoes the run in a kind world.
    pub(super) fn check_undo(&mut self) {
        let seed = self.seed;
        self.world.odds = Odds::KIND;
        self.world.mend();
        self.world.sign_in();
        self.rest();
        let first = Arc::clone(&self.plan);
        let machine = &self.machine;
        let now = Timestamp::UNIX_EPOCH;
        let changed = (0..first.rows.len()).filter(|at| machine.was_changed(*at));
        let run = PastRun::new(&first, changed.collect());
        let back = WayBack::of_run(None, run, []).unwrap();
        let wanted = back.rows(None, now).unwrap();
        let mut live = Live::at(Timestamp::UNIX_EPOCH);
        for row in &first.rows {
            let (facet, target) = key(row);
            let now = self.world.value(&key(row)).clone();
            live.insert(target, facet, now);
        }
        let rules = Rules {
            undo: true,
            guards: Guards {
                include: Include::ALL,
                ..Guards::default()
            },
            ..Rules::default()
        };
        let rows = decide(&wanted, Some(&live), &rules);
        let mut back = plan(rows);
        back.base.read = Some(Timestamp::UNIX_EPOCH);
        self.plan = Arc::new(back);
        let settings = self.machine.settings().clone();
        self.machine = Machine::new(Arc::clone(&self.plan), settings);
        self.machine.begin();
        self.journal.truncate(1);
        self.durable = 1;
        assert!(self.run(i64::MAX), "seed {seed}");
        // Where somebody else or a late task had a hand in one row, those that wait for it are skipped.
        let foreign =
            |key: &Key| self.world.drifted.contains(key) || self.world.adrift.contains(key);
        let touched: HashSet<&Target> = self
            .world
            .keys()
            .filter(|key| foreign(key))
            .map(|(_, target)| target)
            .collect();
        let waits = self.plan.rows.iter().any(|row| !row.after.is_empty());
        let mut done = 0;
        for row in self.plan.rows.iter().filter(|row| row.verdict.is_change()) {
            let key = key(row);
            if touched.contains(&key.1) || (waits && !touched.is_empty()) {
                continue;
            }
            let now = self.world.value(&key);
            assert_eq!(
                Some(now),
                row.to.as_ref(),
                "seed {seed}: {key:?} is not undone"
            );
            done += 1;
        }
        self.undone += done;
    }
}
