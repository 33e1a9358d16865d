//! Filters of the audit log that are slips: they are refused, because an empty list would say that nothing happened.

use crate::common::Place;

/// An action is found in any case; one that is nearly an action of the log is a slip, and not "No events".
#[test]
fn an_action_that_no_event_has_is_a_slip() {
    let place = Place::synced();
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    let list = |more: &[&str]| {
        place.run(&[&["event", "list", "--since", "60d", "-o", "id"], more].concat())
    };
    let all = list(&["--action", "user_suspended"]);
    assert!(all.stdout.lines().count() > 1, "{all}");
    assert_eq!(list(&["--action", "USER_suspended"]).stdout, all.stdout);
    for live in [&[][..], &["--live"]] {
        let slip = list(&[&["--action", "user_suspnded"], live].concat());
        assert_eq!(slip.code, 2, "{slip}");
        assert!(
            slip.stderr
                .contains("Hint: did you mean: atlctl event list --action user_suspended"),
            "{slip}"
        );
    }
    let none = list(&["--action", "starship_launched"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, ""), "{none}");
    assert!(
        none.stderr
            .contains("The mirrored audit log has no event with the action starship_launched"),
        "{none}"
    );
}

/// What has not begun yet has no event, and a position there would pass over those that come.
#[test]
fn events_do_not_begin_in_the_future() {
    let place = Place::synced();
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    for args in [
        &["event", "list", "--since", "2027-01-01"][..],
        &["event", "list", "--live", "--since", "2027-01-01"],
        &["event", "tail", "--since", "2027-01-01"],
        &["event", "export", "--since", "2027-01-01"],
        &["event", "watch", "--since", "2027-01-01"],
    ] {
        let refused = place.run(args);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(
            refused.stderr.contains("--since is in the future"),
            "{refused}"
        );
    }
    let past = place.run(&["event", "list", "--as-of", "yesterday"]);
    insta::assert_snapshot!(past, @"
    ------- stderr -------
    Error: --as-of does not apply to the audit log: its events stay as they are, each with its time
    Hint: list events before a time, such as the end of yesterday: atlctl event list --until yesterday
    [exit status: 2]
    ");
}
