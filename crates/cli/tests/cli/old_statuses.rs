//! The original user management has words of its own for people's statuses: what they mean is unknown, and not no.

use atlctl_sim::SimConfig;

use crate::common::{Place, one_after_another};

fn config() -> SimConfig {
    SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    }
}

#[test]
fn a_status_in_the_portals_words_is_not_no() {
    let place = Place::with_session(config());
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["user", "list", "--status", "suspended"],
            &["user", "list", "--status", "blocked", "--limit", "2"],
            &["user", "list", "--status", "suspended", "--live"],
            &["user", "list", "--status", "unknown"],
        ]
    ));
    // In a list for programs, too: nobody is said to be suspended or not.
    let listed = place.run(&["user", "list", "--status", "deactivated", "-o", "id"]);
    assert_eq!(listed.stdout, "", "{listed}");
    assert!(
        listed
            .stderr
            .contains("left out: it is unknown whether they match the filters"),
        "{listed}"
    );
}

#[test]
fn with_a_key_alone_groups_and_their_roles_are_unknown() {
    let place = Place::with_key(config());
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["sync", "--skip", "tokens,events,policies"],
            &["org", "show", "--columns", "people,groups"],
        ]
    ));
    let sql = "SELECT state, note FROM part WHERE part = 'group-roles'";
    insta::assert_snapshot!(place.run(&["-q", "sql", sql, "-o", "csv"]), @"
    state,note
    unavailable,the groups could not be read
    ------- stderr -------
    Warning: From the mirror of Acme (simulated), synced just now, incomplete.
    Warning: Never read, so their views are empty or lack rows: groups (read them: atlctl sync --only groups).
    [exit status: 0]
    ");
}
