//! People whom runs invited and removed, on the way back over all of the runs.

use atlctl_sim::{SimConfig, SimRequest};

#[test]
fn who_was_invited_and_removed_is_as_before() {
    let place = crate::moving::Place::new(SimConfig::default());
    let invite = [
        "user",
        "invite",
        "n1@partner.example",
        "--app",
        "confluence",
    ];
    place
        .run(&[&invite[..], &["--yes", "-q"]].concat())
        .expect(0);
    place.sync();
    place
        .run(&["undo", "last", "--yes", "-q", "--confirm", "1"])
        .expect(0);
    let restore = ["run", "restore", "2026-11-24", "--dry-run"];
    insta::assert_snapshot!(place.run(&restore));
    // Invited again, and removed by a run of its own.
    place
        .run(&[&invite[..], &["--yes", "-q"]].concat())
        .expect(0);
    insta::assert_snapshot!(place.run(&restore));
}

/// Nobody was named by the administrator, and who is not there yet may still come.
#[test]
fn an_invitation_that_is_not_seen_yet_is_unknown_to_an_undo() {
    let place = crate::moving::Place::new(SimConfig::default());
    place.control().fault("POST */users/invite hang").unwrap();
    let args = [
        "user",
        "invite",
        "n1@partner.example",
        "--app",
        "confluence",
        "--yes",
    ];
    let mut child = place.start(&args);
    let is_invite = |request: SimRequest| request.path.ends_with("/users/invite");
    while !place.control().requests().into_iter().any(is_invite) {
        std::thread::yield_now();
    }
    crate::moving::send(&child, rustix::process::Signal::KILL);
    child.wait().unwrap();
    place.control().clear_faults();
    // A restore leaves it as it is, too, and says so.
    let restore = place.run(&["run", "restore", "2026-11-24", "--dry-run"]);
    let said = "the outcome of 1 change of run 20261124-1 is unknown";
    assert!(
        restore.code == 0 && restore.stderr.contains(said),
        "{restore}"
    );
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes"]), @"
    ------- stderr -------
    Error: no record that run 20261124-1 changed anyone; the results of 1 person are unknown
    Hint: check the results without changing anything: atlctl run verify 20261124-1
    [exit status: 7]
    ");
}
