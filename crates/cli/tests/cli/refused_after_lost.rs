//! A request without a clear answer, and then a refusal of the same one.

use atlctl_sim::SimConfig;

use crate::moving::Place;

const GROUP: &str = "old-project-2019";

/// How many requests changed a membership.
fn sent(place: &Place) -> usize {
    let requests = place.control().requests().into_iter();
    let of_members = requests.filter(|one| one.path.contains("/memberships"));
    of_members.filter(|one| one.method != "GET").count()
}

fn place() -> (Place, String) {
    let mut place = Place::new(SimConfig::default());
    // Waiting is a hundred times as fast.
    place.env.var("ATLCTL_TEST_PACE", "100");
    let person = place.without_provider(1).remove(0);
    (place, person.email)
}

/// The first request gets no clear answer, all others are not found.
fn fail(place: &Place, call: &str) {
    for fault in ["1x 503", "404"] {
        place
            .control()
            .fault(&format!("* @{call} {fault}"))
            .unwrap();
    }
}

#[test]
fn what_is_not_found_cannot_be_added() {
    let (place, person) = place();
    fail(&place, "add-member");
    insta::assert_snapshot!(place.run(&["group", "add", GROUP, &person, "--yes", "-q"]));
    assert_eq!(sent(&place), 2);
    insta::assert_snapshot!(place.run(&["run", "resume", "last"]));
}
