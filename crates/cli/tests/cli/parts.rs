//! Parts of the mirror: which a sync reads, how old each is, and the lists and filters that use them.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn parts_are_chosen_by_name() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokns"]), @"");
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokens", "--roles-budget", "5"]), @"");
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokens,keys"]), @"");
    insta::assert_snapshot!(place.run(&["sql", "SELECT part, rows, state FROM part ORDER BY part"]), @"");
    insta::assert_snapshot!(place.run(&["sync", "--only", "groups,group-roles,users,user-roles", "--roles-budget", "50"]), @"");
}

#[test]
fn a_key_that_may_not_read_a_part() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("GET */api-tokens 403").unwrap();
    insta::assert_snapshot!(place.run(&["sync"]), @"");
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokens"]), @"");
    place.control().clear_faults();
    assert_eq!(place.run(&["sync", "--only", "tokens"]).code, 0);
    place.control().fault("GET */api-tokens 403").unwrap();
    assert_eq!(place.run(&["sync"]).code, 0);
    // What was read once is there, and the list says how it stands.
    insta::assert_snapshot!(place.run(&["token", "list", "--limit", "1", "--columns", "email,last_used"]), @"");
}

#[test]
fn tokens_and_roles_select_people() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(place.run(&["token", "list", "--unused-for", "180d", "--limit", "2"]), @"");
    insta::assert_snapshot!(place.run(&["user", "list", "--has-token", "--inactive", "300d", "--limit", "2"]), @"");
    insta::assert_snapshot!(place.run(&["user", "list", "--role", "user", "--app", "jira", "--limit", "2"]), @"");
    let admins = |flag: &[&str]| {
        place
            .run(&[&["user", "list", "-o", "id", "-q"][..], flag].concat())
            .stdout
    };
    assert_eq!(admins(&["--role", "org-admin"]), admins(&["--admin"]));
    // The mirror and Atlassian say the same.
    let ids = |live: &[&str]| {
        let output = place.run(
            &[
                &["token", "list", "--unused", "180d", "-o", "id", "-q"][..],
                live,
            ]
            .concat(),
        );
        let mut ids: Vec<String> = output.stdout.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert!(ids(&[]).len() > 3);
    assert_eq!(ids(&[]), ids(&["--live"]));
}
