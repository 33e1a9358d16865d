//! Each fault of the witness at each of the three calls of a run, over real connections: an outcome for every
//! row, never a hang, never a wrong "done"; and a resume that brings everybody there, changed once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use atlctl_api::{Bases, Client, ErrorKind, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, RunObserver, Runs, Settings, Tally, Unobserved, execute, row_result,
};
use atlctl_core::change::{Before, Wire};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Running, SimAccount, SimConfig, Simulator};
use jiff::Timestamp;

use crate::plans::{plan, row};

const FROM: &str = "Password only";
const TO: &str = "Contractors";

const MUTATION: &str = "POST */add-users";
const POLL: &str = "GET */auth-policy/task/*";
const READ: &str = "POST */bulk-fetch";

const FAULTS: [&str; 31] = [
    "400",
    "402",
    "403",
    "404",
    "408",
    "409",
    "410",
    "413",
    "429",
    "429 retry-after=1",
    "429 retry-after=-5",
    "429 retry-after=soon",
    "429 reset=2020-01-01T00:00Z",
    "500",
    "500 after",
    "501",
    "502",
    "503 retry-after=1",
    "504 after",
    "307",
    "reset",
    "reset after",
    "cut",
    "drip",
    "hang",
    "hang after",
    "html",
    "empty",
    "garbage",
    "redirect",
    "unauthorized",
];

/// Faults that stay, at the call that changes something: nothing can be done then, and nothing is.
const STAYING: [&str; 7] = [
    "400",
    "403",
    "503",
    "503 after",
    "reset",
    "garbage",
    "old-user-management",
];

/// Five people of a simulated organization, on their way from one policy to another.
struct Stage {
    sim: Running,
    client: Client,
    people: Vec<SimAccount>,
    to: String,
    _dir: tempfile::TempDir,
    runs: Runs,
}

impl Stage {
    fn new() -> Self {
        let sim = Simulator::spawn_thread(SimConfig::default()).unwrap();
        let policies = sim.control().policies();
        let id = |name: &str| {
            let policy = policies.iter().find(|policy| policy.name == name);
            policy.unwrap().id.clone()
        };
        let (from, to) = (id(FROM), id(TO));
        let mut people = sim.control().accounts();
        people.retain(|one| one.managed && one.status == "active");
        people.retain(|one| one.policy.as_ref() == Some(&from));
        people.truncate(5);
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
        let runs = Runs::in_dir(dir.path().join("runs"));
        Self {
            sim,
            client,
            people,
            to,
            _dir: dir,
            runs,
        }
    }

    fn begin(&self) -> Run {
        let rows = self.people.iter().map(|one| Row {
            email: Some(one.email.clone()),
            account: Some(one.account_id.clone()),
            before: Before::Is(one.policy.as_deref().into()),
            to: Some(self.to.as_str().into()),
            ..row(0)
        });
        let settings = Settings {
            batch: 2,
            first: 2,
            at_once: 2,
            // Longer than a call may take.
            settle: 1_500,
            visible: 1_000,
            poll_longest: 200,
            task_patience: 1_200,
            read_patience: 1_200,
            linger: 0,
            max_failures: MaxFailures::Percent(100),
            ..Settings::default()
        };
        let plan = plan(rows.collect());
        let mut run = self
            .runs
            .begin(plan, settings, None, Timestamp::now())
            .unwrap();
        run.machine.begin();
        run
    }

    fn go(&self, run: &mut Run) {
        self.go_watched(run, &mut Unobserved);
    }

    fn go_watched(&self, run: &mut Run, watch: &mut dyn RunObserver) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let wire = Wire::new(self.client.clone(), self.sim.org_id().into());
        let clock = Clock::from(Timestamp::now());
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        let never = std::future::pending();
        runtime
            .block_on(execute(&wire, machine, journal, clock, watch, never))
            .unwrap();
    }

    /// What is said of each row is so.
    fn assert_true(&self, run: &Run, what: &str) -> Vec<RowOutcome> {
        let control = self.sim.control();
        let mut changed: BTreeMap<String, usize> = BTreeMap::new();
        for change in control.changes() {
            *changed.entry(change.account).or_default() += 1;
        }
        assert!(
            changed.values().all(|times| *times == 1),
            "{what}: {changed:?}"
        );
        let of = |(at, one): (usize, &SimAccount)| {
            let (outcome, why) = row_result(&run.machine, at);
            let now = control.account(&one.account_id).unwrap().policy;
            let there = now.as_deref() == Some(&self.to);
            match outcome {
                RowOutcome::Done => assert!(there, "{what}: done, and is not"),
                RowOutcome::Refused | RowOutcome::Failed | RowOutcome::Open => {
                    assert!(!there, "{what}: {outcome:?} ({why}), and is there");
                }
                RowOutcome::Unknown => {}
                other => panic!("{what}: {other:?} ({why})"),
            }
            assert!(
                outcome == RowOutcome::Done || !why.is_empty(),
                "{what}: {outcome:?} without a reason"
            );
            outcome
        };
        self.people.iter().enumerate().map(of).collect()
    }
}

/// Remembers in which ways calls failed.
#[derive(Default)]
struct Failing(Vec<Option<ErrorKind>>);

impl RunObserver for Failing {
    fn tally(&mut self, _: Tally, _: Option<i64>, failing: Option<ErrorKind>) {
        if self.0.last() != Some(&failing) {
            self.0.push(failing);
        }
    }
}

#[test]
fn failing_calls_are_reported_and_so_is_their_end() {
    let stage = Stage::new();
    stage
        .sim
        .control()
        .fault(&format!("{POLL} 1x garbage"))
        .unwrap();
    let mut run = stage.begin();
    let mut failing = Failing::default();
    stage.go_watched(&mut run, &mut failing);
    assert_eq!(failing.0, [None, Some(ErrorKind::Unreadable), None]);
}

/// One fault at one call, then the way on when it is over.
fn play(call: &str, times: &str, kind: &str) -> String {
    let what = format!("{call} {times}{kind}");
    let stage = Stage::new();
    stage.sim.control().fault(&what).unwrap();
    let mut run = stage.begin();
    stage.go(&mut run);
    let first = stage.assert_true(&run, &what);
    let shown = format!("{what}: {first:?} {:?}", run.machine.stopped());
    let stays = times.is_empty() && call == MUTATION;
    stage.sim.control().clear_faults();
    for _ in 0..4 {
        if !run.machine.can_resume() {
            break;
        }
        let id = run.info.id.clone();
        drop(run);
        run = stage.runs.open(&id).unwrap();
        run.machine.resume(Timestamp::now().as_millisecond());
        stage.go(&mut run);
        stage.assert_true(&run, &what);
    }
    let last = stage.assert_true(&run, &what);
    let settled = |outcome: &RowOutcome| match outcome {
        RowOutcome::Done => true,
        // It was tried as often as it may be, or refused without end.
        RowOutcome::Refused | RowOutcome::Failed => stays,
        _ => false,
    };
    assert!(last.iter().all(settled), "{shown}; after it: {last:?}");
    shown
}

#[test]
fn each_fault_at_each_call_has_an_outcome_and_a_way_on() {
    let mut cells = Vec::new();
    for call in [MUTATION, POLL, READ] {
        cells.extend(FAULTS.map(|kind| (call, "1x ", kind)));
    }
    cells.extend(STAYING.map(|kind| (MUTATION, "", kind)));
    for call in [POLL, READ] {
        let stays = [
            "404",
            "403",
            "400",
            "503",
            "reset",
            "garbage",
            "html",
            "unauthorized",
        ];
        cells.extend(stays.map(|kind| (call, "", kind)));
    }
    let all = cells.len();
    let next = Mutex::new(cells.into_iter());
    let told = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                loop {
                    let Some((call, times, kind)) = next.lock().unwrap().next() else {
                        return;
                    };
                    let shown = play(call, times, kind);
                    told.lock().unwrap().push(shown);
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), all);
    println!("{}", told.join("\n"));
}
