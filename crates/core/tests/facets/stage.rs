//! A simulated organization whose every facet can be changed, and runs against it.

use std::collections::HashSet;
use std::ops::Deref;

use atlctl_core::apply::{MaxFailures, Run, Settings, row_result};
use atlctl_core::change::facet::directory_access;
use atlctl_core::plan::{ChangeSteps, Row};
use atlctl_core::report::RowOutcome;
use atlctl_sim::SimConfig;

use crate::harness::{Harness, several};
use crate::mixed::{Change, Start, truth};

/// How many times as fast as real time a run's clock goes here: lags of forty seconds are waited for often.
pub const PACE: u32 = 100;

pub struct Stage {
    harness: Harness,
    pub start: Start,
}

impl Deref for Stage {
    type Target = Harness;
    fn deref(&self) -> &Harness {
        &self.harness
    }
}

impl Stage {
    pub fn new(config: SimConfig) -> Self {
        let harness = Harness::new(config, PACE);
        Self {
            start: Start::of(&harness.control(), &harness.sim.org_id()),
            harness,
        }
    }

    /// So many rows of one change.
    pub fn rows(&self, change: Change, count: usize) -> Vec<Row> {
        self.start.rows(change, count, &mut HashSet::new())
    }

    pub fn begin(&self, rows: Vec<Row>) -> Run {
        let settings = Settings {
            batch: 2,
            first: 2,
            at_once: 2,
            // Longer than a call may take.
            settle: 150_000,
            visible: 100_000,
            max_failures: MaxFailures::Percent(100),
            ..Settings::default()
        };
        self.harness.begin(self.plan(several(), rows), settings)
    }

    /// Resumes until nothing is left to do; what is said of each row is so each time.
    pub fn resumed(&self, run: Run, what: &str) -> Run {
        self.resumed_and(run, |run| {
            self.assert_true(run, what);
        })
    }

    /// What is said of each row is so, and no change was made twice.
    pub fn assert_true(&self, run: &Run, what: &str) -> Vec<(RowOutcome, String)> {
        for call in self.control().calls() {
            assert!(call.processed <= 1, "{what}: {call:?}");
        }
        let state = self.control().state(false);
        let rows = &run.machine.plan().rows;
        let steps = ChangeSteps::of(rows);
        // A removal from the directory takes groups and roles, also those that rows before it gave.
        let taken = |at: usize, row: &Row| {
            rows.iter().enumerate().skip(at).any(|(later, other)| {
                other.account.is_some()
                    && other.account == row.account
                    && other.to == Some(directory_access::REMOVED.into())
                    && (run.machine.was_changed(later) || run.machine.may_have_changed(later))
                    && ["membership", "app-role"].contains(&row.facet.kind.name())
            })
        };
        let of = |(at, row): (usize, &Row)| {
            let (outcome, why) = row_result(&run.machine, at);
            let position = u32::try_from(at).unwrap();
            let there = steps.reached(rows, position, &truth(&state, row));
            let said = format!("{what}: {} {outcome:?} ({why})", row.facet.kind.name());
            match outcome {
                _ if taken(at, row) || !row.verdict.is_change() => {}
                RowOutcome::Done | RowOutcome::Unchanged => assert!(there, "{said}, and is not"),
                RowOutcome::Unknown => {}
                _ => assert!(!there, "{said}, and is there"),
            }
            assert!(
                outcome == RowOutcome::Done || !why.is_empty(),
                "{said}: no reason"
            );
            (outcome, why)
        };
        rows.iter().enumerate().map(of).collect()
    }
}
