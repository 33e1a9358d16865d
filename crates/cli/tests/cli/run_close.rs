//! `run close`: a run that never will be resumed.

use atlctl_sim::SimConfig;

use crate::moving::{Place, TO};

/// A kept plan whose run was stopped after five of nine people.
fn stopped() -> Place {
    let place = Place::new(SimConfig::default());
    place.listed(9);
    place.keep_plan();
    place
        .control()
        .fault("POST */add-users skip=1 unauthorized")
        .unwrap();
    let pace = ["--batch", "5", "--at-once", "1"];
    let apply = ["-q", "apply", "plan.json", "--yes"];
    place.run(&[&apply[..], &pace].concat()).expect(4);
    place.control().clear_faults();
    place
}

#[test]
fn what_is_closed_is_not_spoken_of_again_and_not_resumed() {
    let place = stopped();
    insta::assert_snapshot!(place.run(&["run", "close", "last"]), @"");
    insta::assert_snapshot!(place.run(&["run", "close", "last", "--yes"]), @"");
    let before = place.control().requests().len();
    insta::assert_snapshot!(place.run(&["run", "resume", "20261124-1"]), @"");
    assert_eq!(place.control().requests().len(), before);
    insta::assert_snapshot!(place.run(&["run", "list", "-o", "csv", "--columns", "run,state,done,open"]), @"");
    let shown = place.run(&[
        "run",
        "show",
        "last",
        "-o",
        "csv",
        "--columns",
        "outcome,reason",
    ]);
    assert!(
        shown.stdout.contains("open,not sent; the run was closed"),
        "{shown}"
    );
    assert!(shown.stderr.contains("Note: The run was closed"), "{shown}");
    // No other change mentions it, and its plan may be applied anew.
    let other = place.movable().pop().unwrap();
    let other = place.run(&["policy", "move", &other.email, "--to", TO, "--yes"]);
    assert!(!other.stderr.contains("20261124-1"), "{other}");
    place.run(&["-q", "apply", "plan.json", "--yes"]).expect(0);
    assert_eq!(place.control().changes().len(), 10);
    // What it did can be taken back.
    place.run(&["-q", "undo", "20261124-1", "--yes"]).expect(0);
    assert_eq!(place.control().changes().len(), 15);
    insta::assert_snapshot!(place.run(&["run", "close", "20261124-1"]), @"");
    insta::assert_snapshot!(place.run(&["run", "close", "20261124-2"]), @"");
}
