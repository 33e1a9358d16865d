//! Credentials and addresses of a simulated organization, and runs that revoke or invite them.

use std::time::Duration;

use atlctl_api::{ApiToken, ApiTokenFilter, Bases, Client, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, Runs, Settings, Unobserved, execute, row_result,
};
use atlctl_core::change::facet::credential::{API_TOKEN, REVOKED, VALID};
use atlctl_core::change::{Before, Facet, FacetKind, Item, Target, Value, Wire};
use atlctl_core::plan::{Base, FORMAT, Kind, Later, Origin, Plan, Row, Verdict};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Running, SimConfig, Simulator};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;

/// How many times as fast as real time a run's clock goes: the longest lag that a run waits for is 90 s.
const PACE: u32 = 10;

pub struct Stage {
    pub sim: Running,
    client: Client,
    _dir: tempfile::TempDir,
    runs: Runs,
    /// One for all runs, so that the times of a resumed run follow those before.
    clock: Clock,
}

impl Stage {
    pub fn new() -> Self {
        let sim = Simulator::spawn_thread(SimConfig::default()).unwrap();
        let client = Client::builder()
            .bases(Bases::parse(&sim.api_base(), &sim.portal_base()).unwrap())
            .api_key(sim.api_key().into())
            .no_proxy(true)
            .timeouts(Timeouts {
                connect: Duration::from_secs(1),
                read: Duration::from_secs(1),
                total: Duration::from_secs(1),
            })
            .max_wait(Duration::from_secs(1), Duration::from_millis(300))
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        Self {
            runs: Runs::in_dir(dir.path().join("runs")),
            sim,
            client,
            _dir: dir,
            clock: Clock::from(Timestamp::now()).times(PACE),
        }
    }

    /// The first API tokens that the service lists.
    pub fn tokens(&self) -> Vec<ApiToken> {
        let org = self.sim.org_id().into();
        let list = self.client.api_tokens(&org, &ApiTokenFilter::default());
        block_on(list.try_collect()).unwrap()
    }

    /// A row that revokes a token.
    pub fn revoke(token: &ApiToken) -> Row {
        let owner = token.user.as_ref().unwrap().id.as_ref().unwrap();
        let label = token.label.clone().unwrap_or_default();
        row(
            Facet::about(FacetKind::of(&API_TOKEN), [label.as_str(), owner.as_str()]),
            Target::Credential(token.id.as_str().to_owned()),
            (VALID, REVOKED),
            Some(owner.as_str()),
        )
    }

    pub fn begin(&self, rows: Vec<Row>) -> Run {
        let plan = Plan {
            kind: Kind::Several {
                title: "Test".to_owned(),
            },
            org: self.sim.org_id(),
            org_name: None,
            service: self.sim.api_base(),
            made: Timestamp::now(),
            tool: "test".to_owned(),
            actor: None,
            include: None,
            base: Base {
                sync: None,
                synced: None,
                read: None,
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
        };
        let settings = Settings {
            at_once: 2,
            // Longer than a call may take.
            settle: 15_000,
            visible: 20_000,
            read_patience: 50_000,
            linger: 0,
            max_failures: MaxFailures::Percent(100),
            ..Settings::default()
        };
        let mut run = self
            .runs
            .begin(plan, settings, None, Timestamp::now())
            .unwrap();
        run.machine.begin();
        run
    }

    pub fn go(&self, run: &mut Run) {
        let wire = self.wire();
        let clock = self.clock;
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        let never = std::future::pending();
        block_on(execute(
            &wire,
            machine,
            journal,
            clock,
            &mut Unobserved,
            never,
        ))
        .unwrap();
    }

    /// Resumes until nothing is left to do, without faults.
    pub fn resumed(&self, mut run: Run) -> Run {
        self.sim.control().clear_faults();
        for _ in 0..4 {
            if !run.machine.can_resume() {
                break;
            }
            let id = run.info.id.clone();
            drop(run);
            run = self.runs.open(&id).unwrap();
            run.machine.resume(self.clock.now());
            self.go(&mut run);
        }
        run
    }

    pub fn wire(&self) -> Wire {
        Wire {
            client: self.client.clone(),
            org: self.sim.org_id().into(),
        }
    }

    pub fn outcomes(&self, run: &Run) -> Vec<(RowOutcome, String)> {
        let rows = 0..run.machine.plan().rows.len();
        rows.map(|at| row_result(&run.machine, at)).collect()
    }

    /// The live values of items of a kind.
    pub fn read(&self, kind: FacetKind, items: &[Item]) -> Vec<Option<Value>> {
        let wire = self.wire();
        block_on(kind.read(&wire, items, &mut |_| {})).unwrap()
    }

    /// Every call that succeeded did so once for its target.
    pub fn assert_once_each(&self) {
        for call in self.sim.control().calls() {
            assert_eq!(call.succeeded, 1, "{call:?}");
        }
    }

    pub fn fault(&self, text: &str) {
        self.sim.control().fault(text).unwrap();
    }
}

/// A row that is to be changed.
pub fn row(facet: Facet, target: Target, (before, to): (&str, &str), account: Option<&str>) -> Row {
    Row {
        line: None,
        email: None,
        account: account.map(str::to_owned),
        name: None,
        target: Some(target),
        facet,
        before: Before::Is(before.into()),
        to: Some(to.into()),
        after: Vec::new(),
        effect: None,
        verdict: Verdict::Change,
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
