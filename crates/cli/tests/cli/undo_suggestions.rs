//! What an undo answers to options that it does not have: it never leads to one that lets more through.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn no_option_is_suggested_that_gets_around_a_guard() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0).email;
    place
        .run(&["user", "suspend", &person, "--yes", "-q"])
        .expect(0);
    let commands: [&[&str]; 3] = [
        &["undo", "last"],
        &["run", "restore", "2026-11-24"],
        &["run", "expire"],
    ];
    for command in commands {
        for option in [
            "--include-admins",
            "--include-admin",
            "--include-protected",
            "--include-new",
            "--include-service-accounts",
            "--include-unknown-groups",
            "--include-suspended",
        ] {
            let said = place.run(&[command, &[option, "--yes"]].concat());
            assert_eq!(said.code, 2, "{said}");
            let said = said.to_string();
            assert!(
                !said.contains("--include-protected-groups"),
                "{option}: {said}"
            );
        }
    }
    insta::assert_snapshot!(place.run(&["undo", "last", "--include-admins", "--yes"]), @"
    ------- stderr -------
    Error: atlctl undo has no option --include-admins
    Hint: see the options: atlctl undo --help
    [exit status: 2]
    ");
    // A slip in its own option is still understood.
    let said = place.run(&["undo", "last", "--include-protected-group", "--yes"]);
    insta::assert_snapshot!(said, @"
    ------- stderr -------
    Error: atlctl undo has no option --include-protected-group
    Hint: did you mean: atlctl undo last --include-protected-groups --yes
    [exit status: 2]
    ");
}

/// Suspended people are no organization admins: Atlassian refuses.
#[test]
fn a_suspended_person_gets_no_organization_role() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0).email;
    place
        .run(&["user", "suspend", &person, "--yes", "-q"])
        .expect(0);
    let grant = ["role", "grant", "org-admin", &person, "--yes"];
    insta::assert_snapshot!(place.run(&grant), @"
    Email                        Plan          Before    Reason
    olga.park@acme-labs.example  not possible  not held  is suspended, and Atlassian does not change the
                                                         roles of suspended people (restore them first)
    ------- stderr -------
    Grant the role Organization admin, in Acme (simulated)
      0  change
      1  not possible
    Roles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Nothing to change.
    [exit status: 0]
    ");
}
