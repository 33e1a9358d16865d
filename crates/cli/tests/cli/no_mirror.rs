//! A sync that reads nothing at all makes no mirror, and takes none away.

use atlctl_sim::SimConfig;

use crate::common::Place;

/// A synced organization.
fn synced() -> Place {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    place
}

/// An organization that is not there leaves nothing behind: an empty mirror stayed, whose first sync was to go on.
#[test]
fn what_could_not_be_read_at_all_leaves_no_mirror() {
    let place = synced();
    insta::assert_snapshot!(place.run(&["sync", "--org", "wrong"]), @"
    ------- stderr -------
    Error: the sync stopped while reading the people
      Caused by: Not found: The organization was not found (HTTP 404, ADMIN-404-2; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/search; trace 5f0c2b1e-9d43-4f1a-8a56-31d1c7e5a900)
    Hint: list your organizations: atlctl org list --live
    [exit status: 1]
    ");
    let orgs = place.env.home().join(".local/share/atlctl/orgs");
    assert_eq!(std::fs::read_dir(&orgs).unwrap().count(), 1);
    insta::assert_snapshot!(place.run(&["user", "list", "--org", "wrong"]), @"
    ------- stderr -------
    Error: no mirror at [HOME]/.local/share/atlctl/orgs/wrong/mirror.sqlite
    Hint: if it is the right organization, mirror it: atlctl sync --org wrong
    Hint: list your organizations: atlctl org list --live
    [exit status: 1]
    ");
}

#[test]
fn what_could_not_be_read_at_all_takes_no_mirror_away() {
    let place = synced();
    let people = place.run(&["user", "list", "-o", "id", "-q"]).stdout;
    place.control().fault("* * 404").unwrap();
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Error: the sync stopped while reading the people
      Caused by: A fault of the simulator (HTTP 404; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/search)
    Hint: list your organizations: atlctl org list --live
    Hint: your progress is saved; to resume: atlctl sync
    [exit status: 1]
    ");
    assert_eq!(
        place.run(&["user", "list", "-o", "id", "-q"]).stdout,
        people
    );
}
