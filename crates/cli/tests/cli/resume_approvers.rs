//! Resumed runs, and the approvers of today.

use atlctl_sim::SimConfig;

use crate::moving::Place;

/// A key of an approver, and the setting that names them.
fn approver(place: &Place, file: &str, name: &str) -> String {
    let made = place.run(&["-q", "plan", "approve", "--new-key", file]);
    format!("approvers = [\"{name}:{}\"]\n", made.stdout.trim())
}

#[test]
fn a_run_from_before_the_approvers_is_not_resumed() {
    let place = Place::new(SimConfig::default());
    place.listed(9);
    place.kill_in_second_call();
    let bob = approver(&place, "bob.key", "bob@example.com");
    place.configure(&bob);
    let writes = place.writes();
    insta::assert_snapshot!(place.run(&["run", "resume", "last"]), @"
    ------- stderr -------
    Error: run 20261124-1 cannot be resumed: no approver of the profile approved its plan
    Hint: close it: atlctl run close 20261124-1
    Hint: make a new plan of what is left, and save it: add --plan FILE
    Hint: ask one of bob@example.com: atlctl plan approve FILE --key KEY
    [exit status: 5]
    ");
    assert_eq!(place.writes(), writes);
    // Who needs nobody, resumes it.
    place.configure("");
    place.run(&["run", "resume", "last", "-q"]).expect(0);
}

#[test]
fn a_run_of_an_approved_plan_is_resumed() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(9);
    let bob = approver(&place, "bob.key", "bob@example.com");
    place.configure(&bob);
    place.keep_plan();
    place
        .run(&["plan", "approve", "plan.json", "--key", "bob.key", "--yes"])
        .expect(0);
    let control = place.control();
    control.fault("POST */add-users skip=1 hang").unwrap();
    let apply = [
        "apply",
        "plan.json",
        "--yes",
        "-q",
        "--batch",
        "3",
        "--at-once",
        "1",
        "--settle",
        "0.4",
    ];
    let mut child = place.start(&apply);
    place.wait_for("ended");
    child.kill().unwrap();
    child.wait().unwrap();
    control.clear_faults();
    // Another approver of today did not approve it.
    let eve = approver(&place, "eve.key", "eve@example.com");
    place.configure(&eve);
    place.run(&["run", "resume", "last", "-q"]).expect(5);
    place.configure(&bob);
    place.run(&["run", "resume", "last", "-q"]).expect(0);
    place.assert_moved_once(&people);
}
