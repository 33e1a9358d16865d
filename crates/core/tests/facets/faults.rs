//! Each facet against each fault, at the call that changes and at those that read: what is said of a row is so, no
//! change is made twice, and after the fault there is a way on.

use std::collections::BTreeSet;
use std::sync::Mutex;

use atlctl_core::report::RowOutcome;
use atlctl_sim::{SimConfig, SimRequest};

use crate::mixed::Change;
use crate::stage::Stage;

/// Faults of a call that changes something.
const CHANGING: [&str; 18] = [
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
    "1x empty",
    "1x 500 after",
    "1x 408",
    "1x 408 after",
    "1x 499 after",
    "1x 425",
];

/// Faults of a call that reads.
const READING: [&str; 6] = [
    "1x reset",
    "1x 503",
    "1x html",
    "1x cut",
    "1x skip=1 unauthorized",
    "1x empty",
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

/// One fault, then the way on when it is over.
fn play(change: Change, fault: &str) -> String {
    let what = format!("{change:?}, {fault}");
    let stage = Stage::new(small());
    stage.control().fault(fault).unwrap();
    let mut run = stage.begin(stage.rows(change, 3));
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
    for change in Change::all() {
        for fault in CHANGING {
            cells.push((change, format!("* @{} {fault}", change.call())));
        }
        let reads = reads(change);
        assert!(!reads.is_empty(), "{change:?}");
        for call in reads {
            cells.extend(READING.map(|fault| (change, format!("{call} {fault}"))));
        }
    }
    let all = cells.len();
    let next = Mutex::new(cells.into_iter());
    let told = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                loop {
                    let Some((change, fault)) = next.lock().unwrap().next() else {
                        return;
                    };
                    let shown = std::panic::catch_unwind(|| play(change, &fault));
                    told.lock().unwrap().push(shown);
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), all);
    let failed = told.iter().filter(|shown| shown.is_err()).count();
    for shown in told.iter().flatten() {
        println!("{shown}");
    }
    assert_eq!(failed, 0, "of {all}");
}
