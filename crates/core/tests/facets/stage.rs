//! A simulated organization, and runs against it whose clock is a hundred times as fast.

use std::collections::HashSet;
use std::time::Duration;

use atlctl_api::{Bases, Client, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, Runs, Settings, Unobserved, execute, row_result,
};
use atlctl_core::change::Wire;
use atlctl_core::plan::{Base, FORMAT, Kind, Later, Origin, Plan, Row};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Control, Running, SimConfig, Simulator};
use jiff::Timestamp;

use crate::mixed::{Change, Start, truth};

/// How many times as fast the clock of a run is.
pub const PACE: u32 = 100;

pub struct Stage {
    pub sim: Running,
    pub start: Start,
    client: Client,
    /// One for all, so that the times of a run go on where they ended.
    pub clock: Clock,
    dir: tempfile::TempDir,
    runs: Runs,
}

/// A plan of these rows.
pub fn plan(org: String, rows: Vec<Row>) -> Plan {
    Plan {
        kind: Kind::Several {
            title: "Change people".to_owned(),
        },
        org,
        org_name: None,
        service: String::new(),
        made: Timestamp::now(),
        tool: "test".to_owned(),
        actor: None,
        include: None,
        base: Base {
            sync: None,
            synced: None,
            read: Some(Timestamp::now()),
            unread: Vec::new(),
        },
        origin: Origin::default(),
        from: None,
        reason: None,
        ticket: None,
        totals: Vec::new(),
        notes: Vec::new(),
        rows,
        format: FORMAT,
        later: Later::default(),
    }
}

impl Stage {
    pub fn new(config: SimConfig) -> Self {
        let sim = Simulator::spawn_thread(config).unwrap();
        let second = Duration::from_secs(1);
        let client = Client::builder()
            .bases(Bases::parse(&sim.api_base(), &sim.portal_base()).unwrap())
            .api_key(sim.api_key().into())
            .no_proxy(true)
            .timeouts(Timeouts {
                connect: second,
                read: second,
                total: second,
            })
            .max_wait(second, Duration::from_millis(300))
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        Self {
            start: Start::of(&sim.control()),
            runs: Runs::in_dir(dir.path().join("runs")),
            sim,
            client,
            clock: Clock::from(Timestamp::now()).times(PACE),
            dir,
        }
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    pub fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    pub fn wire(&self) -> Wire {
        Wire {
            client: self.client.clone(),
            org: self.sim.org_id().into(),
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
        let plan = plan(self.sim.org_id(), rows);
        let mut run = self
            .runs
            .begin(plan, settings, None, Timestamp::now())
            .unwrap();
        run.machine.begin();
        run
    }

    pub fn go(&self, run: &mut Run) {
        self.go_until(run, std::future::pending());
    }

    pub fn go_until(&self, run: &mut Run, cancel: impl Future<Output = ()>) {
        let wire = self.wire();
        let clock = self.clock;
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        block_on(execute(
            &wire,
            machine,
            journal,
            clock,
            &mut Unobserved,
            cancel,
        ))
        .unwrap();
    }

    /// Takes it up again until nothing is left to do.
    pub fn resumed(&self, mut run: Run, what: &str) -> Run {
        for _ in 0..5 {
            if !run.machine.can_resume() {
                break;
            }
            let id = run.info.id.clone();
            drop(run);
            run = self.runs.open(&id).unwrap();
            run.machine.resume(self.clock.now());
            self.go(&mut run);
            self.assert_true(&run, what);
        }
        run
    }

    /// What is said of each row is so, and no change was made twice.
    pub fn assert_true(&self, run: &Run, what: &str) -> Vec<(RowOutcome, String)> {
        for call in self.control().calls() {
            assert!(call.processed <= 1, "{what}: {call:?}");
        }
        let state = self.control().state(false);
        let of = |(at, row): (usize, &Row)| {
            let (outcome, why) = row_result(&run.machine, at);
            let there = Some(truth(&state, row)) == row.to;
            let said = format!("{what}: {} {outcome:?} ({why})", row.facet.kind.name());
            match outcome {
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
        run.machine.plan().rows.iter().enumerate().map(of).collect()
    }
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
