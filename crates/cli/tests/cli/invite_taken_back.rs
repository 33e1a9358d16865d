//! People whom runs invited and removed, on the way back over all of the runs.

use atlctl_sim::SimConfig;

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
