//! Resumed runs whose group was deleted meanwhile.

use atlctl_sim::SimConfig;

use crate::moving::Place;

const GROUP: &str = "old-project-2019";

/// A resume sends nothing into a group that is not there: each time it did, some rows were refused and the rest stayed open.
#[test]
fn who_was_to_join_a_deleted_group_is_refused_at_once() {
    let place = Place::new(SimConfig::default());
    let people = place.emails_without_provider(12);
    let mut add = vec!["group", "add", GROUP];
    add.extend(people.iter().map(String::as_str));
    add.extend(["--yes", "-q", "--at-once", "1", "--settle", "0.4"]);
    let mut killed = place.env.command(&add);
    let killed = killed.env("ATLCTL_TEST_KILL_AT", "answered").output();
    assert!(!killed.unwrap().status.success());
    place.control().settle();
    place.another_deletes(GROUP);
    let writes = place.writes();
    let resumed = place.run(&["run", "resume", "last", "-q", "-o", "csv"]);
    let deleted = resumed
        .stdout
        .matches("the group old-project-2019 (ID ")
        .count();
    assert_eq!(deleted, people.len(), "{resumed}");
    assert_eq!(place.writes(), writes, "{resumed}");
    // What was on its way when the program was killed may still come.
    let again = place.run(&["run", "resume", "20261124-1", "-q", "-o", "csv"]);
    assert_eq!(place.writes(), writes, "{again}");
    assert!(!again.stdout.contains(",open,"), "{again}");
}
