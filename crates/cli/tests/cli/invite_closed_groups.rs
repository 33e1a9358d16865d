//! Invitations into groups that take nobody: held out when the plan is made, and the people come in without them.

use crate::common::Place;

const INVITE: [&str; 7] = [
    "user",
    "invite",
    "c1@acme.example",
    "--group",
    "team-0005",
    "--group",
    "dept-support",
];

#[test]
fn a_group_of_an_identity_provider_is_held_out_and_the_person_invited() {
    let place = Place::synced();
    let csv = [
        "--yes",
        "-o",
        "csv",
        "--columns",
        "email,outcome,what,reason",
    ];
    insta::assert_snapshot!(place.run(&[&INVITE[..], &csv].concat()), @r#"
    email,outcome,what,reason
    c1@acme.example,done,invitation with group team-0005,
    c1@acme.example,skipped,invitation with group dept-support,"can be changed only in your identity provider, which manages the group dept-support"
    ------- stderr -------
    Invite people, in Acme (simulated)
      1  change
      1  identity provider
    team-0005  41 → 42  +1
    Active people  180 → 181  +1
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Run 20261124-1
    Run 20261124-1: 1 done.
    Hint: to add the invited person to the mirror: atlctl sync
    [exit status: 0]
    "#);
    let requests = place.control().requests();
    let sent = requests
        .iter()
        .find(|one| one.path.ends_with("/users/invite"));
    let state = place.control().state(false);
    let mut groups = state["groups"].as_array().unwrap().iter();
    let provided = groups.find(|one| one["name"] == "dept-support").unwrap();
    assert!(
        !sent
            .unwrap()
            .body
            .contains(provided["id"].as_str().unwrap())
    );
    // A group that takes nobody at all is no matter of the provider.
    let admins = ["user", "invite", "c2@acme.example", "--group", "org-admins"];
    let shown = [
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "email,verdict,reason",
    ];
    insta::assert_snapshot!(place.run(&[&admins[..], &shown].concat()), @"
    email,verdict,reason
    c2@acme.example,change,
    c2@acme.example,not possible,cannot be added: Atlassian no longer allows new members in org-admins; grant the role org-admin (atlctl role grant org-admin)
    ------- stderr -------
    Invite people, in Acme (simulated)
      1  change
      1  not possible
    Active people  180 → 181  +1
    Addresses read live; people from the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
}

#[test]
fn the_provider_gets_a_file_with_them() {
    let place = Place::synced();
    for (format, file) in [
        ("entra", "entra-invite-to-dept-support.csv"),
        ("csv", "identity-provider.csv"),
    ] {
        let more = ["--dry-run", "-q", "--handoff", format];
        place.run(&[&INVITE[..], &more].concat()).expect(0);
        let text = std::fs::read_to_string(place.env.home().join(file)).unwrap();
        assert!(text.contains("c1@acme.example"), "{text}");
    }
}

/// Who is invited into a group gets into it: the limit of its members holds.
#[test]
fn invitations_count_in_the_groups_that_they_give() {
    let place = Place::synced();
    let invite = [
        "user",
        "invite",
        "n1@acme.example",
        "n2@acme.example",
        "n3@acme.example",
        "--group",
        "team-0001",
        "--yes",
    ];
    let refused = place.run(&[&invite[..], &["--max-group-changes", "2"]].concat());
    assert_eq!(refused.code, 5, "{refused}");
    assert!(refused.stderr.contains("team-0001"), "{refused}");
    let allowed = place.run(&[&invite[..], &["--max-group-changes", "3", "--dry-run"]].concat());
    assert!(
        !allowed.stderr.contains("set by --max-group-changes"),
        "{allowed}"
    );
}
