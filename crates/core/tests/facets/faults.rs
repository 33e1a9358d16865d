//! Each facet against each fault, at the call that changes and at those that read: what is said of a row is so, no
//! change is made twice, and after the fault there is a way on.

use std::collections::{BTreeSet, HashSet};
use std::sync::Mutex;

use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;
use atlctl_sim::{SimConfig, SimRequest};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use crate::mixed::Change;
use crate::stage::Stage;

/// Faults of a call that changes something.
pub const CHANGING: [&str; 21] = [
    "1x reset",
    "1x reset after",
    "1x 503",
    "1x 503 after",
    "1x hang",
    "1x hang after",
    "1x cut",
    "1x html",
    "1x garbage",
    "1x redirect",
    "1x 429 retry-after=1",
    "1x skip=1 unauthorized",
    "1x garbage after",
    "1x empty",
    "1x empty after",
    "1x 500 after",
    "2x 503",
    "1x 408",
    "1x 408 after",
    "1x 499 after",
    "1x 425",
];

/// Faults of a call that reads.
pub const READING: [&str; 6] = [
    "1x reset",
    "1x 503",
    "1x html",
    "1x cut",
    "1x skip=1 unauthorized",
    "1x empty",
];

/// Faults that every call meets alike: tried with the first change that makes it.
pub const OF_ANY_CALL: [&str; 2] = ["1x drip", "1x 429 reset=soon"];

/// Such faults of a call that reads.
pub const OF_ANY_READ: [&str; 7] = [
    "1x hang",
    "1x redirect",
    "1x garbage",
    "1x 429 retry-after=1",
    "1x duplicate-page",
    "1x shift-page",
    "1x cursor-loop",
];

/// How lists of people tell platform roles wrongly, for the changes of these.
pub const OF_PLATFORM_ROLES: [&str; 6] = [
    "1x roles-absent",
    "1x roles-null",
    "1x roles-part",
    "1x roles-empty",
    "1x roles-odd",
    "1x roles-other",
];

/// Faults of changes that a verb makes together.
pub const TOGETHER: [&str; 6] = [
    "1x reset after",
    "1x 503 after",
    "1x hang after",
    "1x cut",
    "1x 429 retry-after=1",
    "1x skip=1 unauthorized",
];

fn small() -> SimConfig {
    SimConfig {
        people: 60,
        ..SimConfig::default()
    }
}

/// The calls with which a change is read back, as faults name them.
fn reads(change: Change) -> BTreeSet<String> {
    let stage = Stage::new(small());
    let mut run = stage.begin(stage.rows(change, 3));
    stage.go(&mut run);
    let outcomes = stage.assert_true(&run, "without a fault");
    assert!(
        outcomes.iter().all(|(one, _)| *one == RowOutcome::Done),
        "{change:?}: {outcomes:?}"
    );
    let writes = |request: &SimRequest| {
        let last = request.path.rsplit('/').next().unwrap_or_default();
        request.method != "GET" && !["search", "bulk-fetch", "count"].contains(&last)
    };
    let requests = stage.control().requests();
    let reads = requests.iter().filter(|request| !writes(request));
    let named = |request: &SimRequest| {
        // What differs from one target to the next.
        let parts = request
            .path
            .split('/')
            .map(|part| if part.len() > 20 { "*" } else { part });
        format!("{} {}", request.method, parts.collect::<Vec<_>>().join("/"))
    };
    reads.map(named).collect()
}

/// The rows of a plan.
type Rows = fn(&Stage) -> Vec<Row>;

/// A change of some people, or what a verb makes of several.
#[derive(Clone, Copy)]
enum Of {
    Change(Change),
    Together(&'static str, Rows),
}

impl Of {
    fn rows(self, stage: &Stage) -> Vec<Row> {
        match self {
            Self::Change(change) => stage.rows(change, 3),
            Self::Together(_, rows) => rows(stage),
        }
    }
}

/// Somebody whom both changes fit.
fn of_both(stage: &Stage, one: Change, other: Change) -> (&Json, [Row; 2]) {
    let mut people = stage.start.people_for(one).into_iter();
    let found = people.find_map(|person| {
        let rows = [
            stage.start.row(one, person)?,
            stage.start.row(other, person)?,
        ];
        Some((person, rows))
    });
    found.unwrap()
}

/// As `user offboard`: one person's token, group, then the account.
fn offboard(stage: &Stage) -> Vec<Row> {
    let (person, rows) = of_both(stage, Change::RevokeToken, Change::RemoveMember);
    let end = stage.start.row(Change::Deactivate, person);
    rows.into_iter().chain(end).collect()
}

/// As `user remove-access`: a group and a role of one person.
fn remove_access(stage: &Stage) -> Vec<Row> {
    of_both(stage, Change::RevokeRole, Change::RemoveMember)
        .1
        .to_vec()
}

/// As `group sync`: some people in, others out.
fn group_sync(stage: &Stage) -> Vec<Row> {
    let mut taken = HashSet::new();
    let rows = [Change::RemoveMember, Change::AddMember];
    let rows = rows.map(|change| stage.start.rows(change, 2, &mut taken));
    rows.concat()
}

/// One fault, then the way on when it is over.
fn play(of: Of, fault: &str) -> String {
    let what = match of {
        Of::Change(change) => format!("{change:?}, {fault}"),
        Of::Together(verb, _) => format!("{verb}, {fault}"),
    };
    let stage = Stage::new(small());
    // A time in the near future, as the service writes it.
    let soon = Timestamp::now() + SignedDuration::from_secs(1);
    let fault = fault.replace("=soon", &format!("={soon:.0}"));
    stage.control().fault(&fault).unwrap();
    let mut run = stage.begin(of.rows(&stage));
    stage.go(&mut run);
    let first = stage.assert_true(&run, &what);
    let shown = format!("{what}: {first:?} {:?}", run.machine.stopped());
    stage.control().clear_faults();
    let run = stage.resumed(run, &what);
    let last = stage.assert_true(&run, &what);
    assert!(
        last.iter().all(|(one, _)| *one == RowOutcome::Done),
        "{shown}; after it: {last:?}"
    );
    shown
}

#[test]
fn each_fault_of_each_facet_has_a_true_outcome_and_a_way_on() {
    let mut cells = Vec::new();
    let mut known = BTreeSet::new();
    for change in Change::all() {
        let of = Of::Change(change);
        for fault in CHANGING {
            cells.push((of, format!("* @{} {fault}", change.call())));
        }
        if known.insert(change.call().to_owned()) {
            let any = OF_ANY_CALL.iter();
            cells.extend(any.map(|fault| (of, format!("* @{} {fault}", change.call()))));
        }
        let reads = reads(change);
        assert!(!reads.is_empty(), "{change:?}");
        for call in reads {
            if matches!(change, Change::MakeAdmin | Change::RevokeAdmin) {
                let roles = OF_PLATFORM_ROLES.iter();
                cells.extend(roles.map(|fault| (of, format!("{call} {fault}"))));
            }
            cells.extend(READING.map(|fault| (of, format!("{call} {fault}"))));
            if known.insert(call.clone()) {
                let any = OF_ANY_CALL.iter().chain(&OF_ANY_READ);
                cells.extend(any.map(|fault| (of, format!("{call} {fault}"))));
            }
        }
    }
    let verbs: [(&str, Rows, &[Change]); 3] = [
        (
            "offboard",
            offboard,
            &[
                Change::RevokeToken,
                Change::RemoveMember,
                Change::Deactivate,
            ],
        ),
        (
            "remove-access",
            remove_access,
            &[Change::RemoveMember, Change::RevokeRole],
        ),
        (
            "group sync",
            group_sync,
            &[Change::AddMember, Change::RemoveMember],
        ),
    ];
    for (verb, rows, changes) in verbs {
        for change in changes {
            let of = Of::Together(verb, rows);
            cells.extend(TOGETHER.map(|fault| (of, format!("* @{} {fault}", change.call()))));
        }
    }
    play_all(cells);
}

fn play_all(cells: Vec<(Of, String)>) {
    let all = cells.len();
    let next = Mutex::new(cells.into_iter());
    let told = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                loop {
                    let Some((of, fault)) = next.lock().unwrap().next() else {
                        return;
                    };
                    let shown = std::panic::catch_unwind(|| play(of, &fault));
                    told.lock().unwrap().push(shown);
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), all);
    let failed = told.iter().filter(|shown| shown.is_err()).count();
    assert_eq!(failed, 0, "of {all}");
}

#[test]
fn a_task_that_fails_is_said_of_its_rows() {
    let stage = Stage::new(small());
    let fault = format!("* @{} 1x task-fails", Change::Move.call());
    stage.control().fault(&fault).unwrap();
    let mut run = stage.begin(stage.rows(Change::Move, 3));
    stage.go(&mut run);
    let said = stage.assert_true(&run, &fault);
    let failed = said.iter().filter(|(one, _)| *one != RowOutcome::Done);
    assert!(failed.count() > 0, "{said:?}");
    assert!(
        said.iter().all(|(one, _)| *one != RowOutcome::Unknown),
        "{said:?}"
    );
}
