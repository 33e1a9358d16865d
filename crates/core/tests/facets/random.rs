//! Random organizations, random plans that mix every facet, random faults: after it was resumed, everything is as the
//! results say; and an undo brings the start back, but for what is named impossible.

use std::collections::HashSet;
use std::sync::Mutex;

use atlctl_core::change::{Before, Facet, Target, read_live};
use atlctl_core::plan::{Guards, Include, Row, Rules, decide, undo};
use atlctl_core::report::RowOutcome;
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, SyncOptions};
use atlctl_sim::{Facet as Lagged, SimConfig};
use fastrand::Rng;
use jiff::Timestamp;

use crate::harness::block_on;
use crate::mixed::{Change, truth};
use crate::stage::Stage;

const SEEDS: u64 = 30;

/// Faults that pass.
const FAULTS: [&str; 10] = [
    "reset",
    "reset after",
    "503",
    "503 after",
    "500 after",
    "html",
    "cut",
    "empty",
    "unauthorized",
    "garbage",
];

/// Rows of random people, some of whom have several in order.
fn rows(stage: &Stage, rng: &mut Rng) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, person) in stage.start.people().into_iter().enumerate() {
        let mut changes = Change::ALL;
        rng.shuffle(&mut changes);
        for change in changes.into_iter().take(rng.usize(0..4)) {
            // Whoever is suspended or deactivated can be changed no more: these come last.
            let last =
                |one: &Row| ["directory-access", "lifecycle"].contains(&one.facet.kind.name());
            let same = |one: &&Row| {
                one.account.is_some() && one.account.as_deref() == person["id"].as_str()
            };
            if rows.iter().filter(same).any(last) {
                continue;
            }
            // An admin cannot be suspended.
            let admin = rows
                .iter()
                .filter(same)
                .any(|one| one.facet.kind.name() == "platform-role");
            if admin && matches!(change, Change::Suspend | Change::Deactivate) {
                continue;
            }
            rows.extend(stage.start.row(change, person, number));
        }
    }
    rows
}

fn faults(stage: &Stage, rng: &mut Rng) -> Vec<String> {
    let mut faults = Vec::new();
    for _ in 0..rng.usize(1..5) {
        let change = Change::ALL[rng.usize(0..Change::ALL.len())];
        let call = [
            format!("* @{}", change.call()),
            "POST */users/search".to_owned(),
            "GET *".to_owned(),
        ];
        let (call, kind) = (&call[rng.usize(0..3)], FAULTS[rng.usize(0..FAULTS.len())]);
        let (skip, times) = (rng.usize(0..4), rng.usize(1..3));
        faults.push(format!("{call} {times}x skip={skip} {kind}"));
    }
    for fault in &faults {
        stage.control().fault(fault).unwrap();
    }
    faults
}

/// The plan that takes the run back, of rows that have a way back.
fn back(stage: &Stage, done: &atlctl_core::apply::Run) -> (Vec<Row>, Vec<Row>) {
    let mirror = stage.mirror();
    let changed = |at: usize| done.machine.was_changed(at) || done.machine.may_have_changed(at);
    let wanted = undo(
        Some(&mirror),
        done.machine.plan(),
        changed,
        Timestamp::now(),
    )
    .unwrap();
    let items: Vec<(Facet, Target)> = wanted
        .iter()
        .filter_map(|one| Some((one.facet.clone(), one.target()?)))
        .collect();
    let (wire, mut progress) = (stage.wire(), |_| ());
    let read = read_live(&wire, &items, Timestamp::now(), &mut progress);
    let (live, refused) = block_on(read).unwrap();
    assert!(refused.is_empty(), "{refused:?}");
    // Whoever became an admin is included, as an administrator would with --include-admins.
    let include = Include {
        admins: true,
        unknown_roles: true,
        ..Include::default()
    };
    let rules = Rules {
        undo: true,
        guards: Guards {
            include,
            ..Guards::default()
        },
        ..Rules::default()
    };
    let rows = decide(&wanted, Some(&live), &rules);
    rows.into_iter().partition(|row| row.verdict.is_change())
}

impl Stage {
    fn mirror(&self) -> Mirror {
        let path = self.dir().join("mirror.sqlite");
        let mirror = Mirror::open(path).unwrap();
        let options = SyncOptions::new(self.sim.org_id().into());
        block_on(sync::run(&self.client, &mirror, &options, &|_| {})).unwrap();
        mirror
    }
}

fn play(seed: u64) -> (usize, usize) {
    let mut rng = Rng::with_seed(seed);
    let stage = Stage::new(SimConfig {
        people: 50,
        seed: rng.u64(1..1_000_000),
        ..SimConfig::default()
    });
    let rows = rows(&stage, &mut rng);
    let faults = faults(&stage, &mut rng);
    let what = format!("seed {seed}, {faults:?}");
    for lagged in [Lagged::Memberships, Lagged::Roles, Lagged::Access] {
        let lag = std::time::Duration::from_millis(rng.u64(0..40));
        stage.control().set_lag(lagged, lag);
    }
    let started = stage.control().state(false);
    let many = rows.len();
    let mut run = stage.begin(rows);
    stage.go(&mut run);
    stage.assert_true(&run, &what);
    stage.control().clear_faults();
    let run = stage.resumed(run, &what);
    let last = stage.assert_true(&run, &what);
    let said: Vec<&(RowOutcome, String)> = last
        .iter()
        .filter(|(one, _)| *one != RowOutcome::Done)
        .collect();
    assert!(said.is_empty(), "{what}: {said:?}");
    // And back.
    stage.control().settle();
    let (rows_back, impossible) = back(&stage, &run);
    let lost: HashSet<String> = impossible
        .iter()
        .map(|row| row.target().unwrap().id().to_owned())
        .collect();
    for row in &impossible {
        assert_eq!(row.facet.kind.name(), "api-token", "{what}: {row:?}");
        assert!(!row.reason().is_empty(), "{what}: {row:?}");
    }
    stage.control().clear_calls();
    let mut undone = stage.begin(rows_back);
    stage.go(&mut undone);
    let undone = stage.resumed(undone, &what);
    let ends = stage.assert_true(&undone, &what);
    assert!(
        ends.iter().all(|(one, _)| *one == RowOutcome::Done),
        "{what}, undo: {ends:?}"
    );
    let ended = stage.control().state(false);
    for row in &run.machine.plan().rows {
        let target = row.target().unwrap();
        let now = truth(&ended, row);
        let before = truth(&started, row);
        assert_eq!(Before::Is(before.clone()), row.before, "{what}: {row:?}");
        assert!(
            now == before || lost.contains(target.id()),
            "{what}: {row:?} is {now:?}"
        );
    }
    (many, lost.len())
}

#[test]
fn random_plans_end_as_they_say_and_go_back_to_the_start() {
    let next = Mutex::new(1..=SEEDS);
    let (played, failed) = (Mutex::new(Vec::new()), Mutex::new(0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let Some(seed) = next.lock().unwrap().next() else {
                        return;
                    };
                    match std::panic::catch_unwind(|| play(seed)) {
                        Ok(counts) => played.lock().unwrap().push(counts),
                        Err(_) => *failed.lock().unwrap() += 1,
                    }
                }
            });
        }
    });
    let played = played.into_inner().unwrap();
    println!("rows and rows without a way back: {played:?}");
    assert_eq!(failed.into_inner().unwrap(), 0, "of {SEEDS} seeds");
    assert!(played.iter().map(|(rows, _)| rows).sum::<usize>() > 500);
}
