//! A simulated organization, a client of it, and runs whose clock goes faster than real time.

use std::path::Path;
use std::time::Duration;

use atlctl_api::{Bases, Client, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, RunObserver, Runs, Settings, Unobserved, execute, row_result,
};
use atlctl_core::change::{Before, Facet, Target, Wire};
use atlctl_core::plan::{Base, CurrentNames, FORMAT, Kind, Origin, Plan, Row, Verdict};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Control, Facet as Lagged, Running, SimConfig, Simulator};
use jiff::Timestamp;

/// How many times as fast as real time a run's clock usually goes: the longest lag that a run waits for is 90 s.
pub const PACE: u32 = 10;

pub struct Harness {
    pub sim: Running,
    pub client: Client,
    /// A client that waits longer for an answer: for what is read without faults, however busy the machine is.
    pub patient: Client,
    /// One for all runs, so that the times of a resumed run follow those before.
    pub clock: Clock,
    pace: u32,
    dir: tempfile::TempDir,
    runs: Runs,
}

impl Harness {
    /// An organization, and runs whose clock goes this many times as fast.
    pub fn new(config: SimConfig, pace: u32) -> Self {
        let sim = Simulator::spawn_thread(config).unwrap();
        let second = Duration::from_secs(1);
        let client = |longest: Duration| {
            Client::builder()
                .bases(Bases::parse(&sim.api_base(), &sim.portal_base()).unwrap())
                .api_key(sim.api_key().into())
                .session(sim.session_token().into())
                .no_proxy(true)
                .timeouts(Timeouts {
                    connect: longest,
                    read: longest,
                    total: longest,
                })
                .max_wait(second, Duration::from_millis(300))
                .build()
                .unwrap()
        };
        let (client, patient) = (client(second), client(60 * second));
        let dir = tempfile::tempdir().unwrap();
        Self {
            runs: Runs::in_dir(dir.path().join("runs")),
            sim,
            client,
            patient,
            clock: Clock::from(Timestamp::now()).times(pace),
            pace,
            dir,
        }
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn wire(&self) -> Wire {
        Wire::new(self.client.clone(), self.sim.org_id().into())
    }

    /// Settings that wait no longer than these tests need: in real time, longer than a call may take.
    pub fn settings(&self) -> Settings {
        let pace = i64::from(self.pace);
        Settings {
            at_once: 2,
            settle: 1_500 * pace,
            visible: 2_000 * pace,
            read_patience: 5_000 * pace,
            linger: 0,
            max_failures: MaxFailures::Percent(100),
            ..Settings::default()
        }
    }

    pub fn plan(&self, kind: Kind, rows: Vec<Row>) -> Plan {
        Plan {
            service: self.sim.api_base(),
            ..plan(self.sim.org_id(), kind, rows)
        }
    }

    pub fn begin(&self, plan: Plan, settings: Settings) -> Run {
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
        block_on(self.execution(run, &mut Unobserved, cancel));
    }

    /// The execution of a run, to be driven or dropped.
    pub async fn execution(
        &self,
        run: &mut Run,
        watch: &mut dyn RunObserver,
        cancel: impl Future<Output = ()>,
    ) {
        let wire = self.wire();
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        execute(&wire, machine, journal, self.clock, watch, cancel)
            .await
            .unwrap();
    }

    /// The run again, from what it left on disk.
    pub fn opened(&self, id: &str) -> Run {
        let mut run = self.runs.open(id).unwrap();
        run.machine.resume(self.clock.now());
        run
    }

    /// Resumes from the journal until nothing is left to do; `seen` looks at the run each time.
    pub fn resumed_and(&self, mut run: Run, mut seen: impl FnMut(&Run)) -> Run {
        for _ in 0..5 {
            if !run.machine.can_resume() {
                break;
            }
            let id = run.info.id.clone();
            drop(run);
            run = self.opened(&id);
            self.go(&mut run);
            seen(&run);
        }
        run
    }

    /// Resumes from the journal until nothing is left to do, without faults.
    pub fn resumed(&self, run: Run) -> Run {
        self.control().clear_faults();
        self.resumed_and(run, |_| ())
    }

    /// The outcome of each row.
    pub fn outcomes(&self, run: &Run) -> Vec<RowOutcome> {
        let results = self.results(run).into_iter();
        results.map(|(outcome, _)| outcome).collect()
    }

    /// The outcome of each row, and the reason.
    pub fn results(&self, run: &Run) -> Vec<(RowOutcome, String)> {
        let rows = 0..run.machine.plan().rows.len();
        rows.map(|at| row_result(&run.machine, at)).collect()
    }

    /// Every call that succeeded did so once for its target.
    pub fn assert_once_each(&self) {
        for call in self.control().calls() {
            assert_eq!(call.succeeded, 1, "{call:?}");
        }
    }

    pub fn lag(&self, facet: Lagged, milliseconds: u64) {
        let lag = Duration::from_millis(milliseconds);
        self.control().set_lag(facet, lag);
    }

    pub fn fault(&self, text: &str) {
        self.control().fault(text).unwrap();
    }
}

/// A plan of these rows, read just now.
pub fn plan(org: String, kind: Kind, rows: Vec<Row>) -> Plan {
    Plan {
        kind,
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
        until: None,
        effort: None,
        totals: Vec::new(),
        notes: Vec::new(),
        rows,
        format: FORMAT,
        equal: Vec::new(),
        later: CurrentNames::default(),
    }
}

pub fn several() -> Kind {
    Kind::Several {
        title: "Test".to_owned(),
    }
}

/// A row that changes an account, or something that is none.
pub fn row(facet: &Facet, target: Option<&Target>, before: &str, to: &str) -> Row {
    let account = target.and_then(Target::account);
    Row {
        line: None,
        email: None,
        account: account.map(str::to_owned),
        name: None,
        target: target.filter(|_| account.is_none()).cloned(),
        facet: facet.clone(),
        before: Before::Is(before.into()),
        to: Some(to.into()),
        after: Vec::new(),
        before_words: None,
        effect: None,
        ends: None,
        keeps_seat: false,
        held: None,
        change_reason: None,
        review_rows: Vec::new(),
        members: None,
        is_deactivated: false,
        is_final: false,
        verdict: Verdict::Change,
    }
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
