//! People whose groups the service did not report, where groups are protected or limited.

use crate::group_members::members;
use crate::moving::{MOVE, Place};

/// A mirror that knows the groups of one of two people.
fn place() -> (Place, String, String) {
    let place = Place::new(atlctl_sim::SimConfig::default());
    let people: Vec<_> = place.movable().into_iter().take(2).collect();
    place.csv(&people);
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    let changed = db
        .execute(
            "UPDATE mirror_user SET groups_known = 0 WHERE account_id = ?1",
            [&people[0].account_id],
        )
        .unwrap();
    assert_eq!(changed, 1);
    (place, people[0].email.clone(), people[1].email.clone())
}

#[test]
fn a_limit_for_groups_holds_out_people_whose_groups_are_unknown() {
    let (place, unknown, known) = place();
    let print = ["--dry-run", "-o", "csv", "--columns", "email,verdict"];
    let verdicts = |more: &[&str]| place.run(&[&MOVE[..], &print, more].concat()).stdout;
    assert!(!verdicts(&[]).contains("groups unknown"));
    let limited = verdicts(&["--max-group-changes", "500"]);
    assert!(
        limited.contains(&format!("{unknown},groups unknown")),
        "{limited}"
    );
    assert!(limited.contains(&format!("{known},change")), "{limited}");
    let asked = verdicts(&["--max-group-changes", "500", "--include-unknown-groups"]);
    assert!(asked.contains(&format!("{unknown},change")), "{asked}");
    place.configure("max_group_changes = \"90%\"");
    assert!(verdicts(&[]).contains("groups unknown"));
}

#[test]
fn a_change_of_one_group_counts_in_no_other() {
    let place = Place::new(atlctl_sim::SimConfig::default());
    let inside = members(&place, "team-0001");
    let movable = place.movable().into_iter().map(|one| one.email);
    let two: Vec<String> = movable
        .filter(|email| inside.contains(email))
        .take(2)
        .collect();
    let run = |most: &str| {
        let remove = ["group", "remove", "team-0001", &two[0], &two[1]];
        place.run(&[&remove[..], &["--max-group-changes", most, "--yes"]].concat())
    };
    let refused = run("1");
    assert_eq!(refused.code, 5, "{refused}");
    // They are in all-staff, too.
    assert!(
        refused.stderr.contains("members of the group team-0001"),
        "{refused}"
    );
    assert!(
        refused.stderr.contains(" --max-group-changes 2\n"),
        "{refused}"
    );
    run("2").expect(0);
}
