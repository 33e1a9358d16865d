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
    insta::assert_snapshot!(place.run(&["run", "close", "last"]), @"
    ------- stderr -------
    Run 20261124-1: 4 open, 5 done.
    Error: confirmation required: run 20261124-1 would be closed
    Hint: close it: atlctl run close 20261124-1 --yes
    [exit status: 5]
    ");
    insta::assert_snapshot!(place.run(&["run", "close", "last", "--yes"]), @"
    ------- stderr -------
    Run 20261124-1: 4 open, 5 done.
    Run 20261124-1 is closed.
    [exit status: 0]
    ");
    let before = place.control().requests().len();
    insta::assert_snapshot!(place.run(&["run", "resume", "20261124-1"]), @"
    ------- stderr -------
    Error: run 20261124-1 is closed and cannot be resumed
    Hint: see who was not moved: atlctl run show 20261124-1; to move them, make a new plan
    [exit status: 5]
    ");
    assert_eq!(place.control().requests().len(), before);
    insta::assert_snapshot!(place.run(&["run", "list", "-o", "csv", "--columns", "run,state,done,open"]), @"
    run,state,done,open
    20261124-1,closed,5,4
    ------- stderr -------
    Runs on this machine in Acme (simulated).
    [exit status: 0]
    ");
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
        shown.stdout.contains("open,not sent; the run is closed"),
        "{shown}"
    );
    assert!(shown.stderr.contains("Note: The run is closed"), "{shown}");
    // No other change mentions it, and its plan may be applied anew.
    let other = place.movable().pop().unwrap();
    let other = place.run(&["policy", "move", &other.email, "--to", TO, "--yes"]);
    assert!(!other.stderr.contains("20261124-1"), "{other}");
    place.run(&["-q", "apply", "plan.json", "--yes"]).expect(0);
    assert_eq!(place.control().changes().len(), 10);
    // What it did can be taken back.
    place.run(&["-q", "undo", "20261124-1", "--yes"]).expect(0);
    assert_eq!(place.control().changes().len(), 15);
    insta::assert_snapshot!(place.run(&["run", "close", "20261124-1"]), @"
    ------- stderr -------
    Run 20261124-1 is closed already. Nothing to close.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["run", "close", "20261124-2"]), @"
    ------- stderr -------
    Run 20261124-2 is finished. Nothing to close.
    [exit status: 0]
    ");
}
