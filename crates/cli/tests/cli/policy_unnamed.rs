//! Names of policies: taken away again.

use atlctl_sim::SimConfig;

use crate::common::Place;

/// A synced organization of 200 people.
fn synced() -> Place {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    place
}

/// A name given to a wrong id made a policy of it that stayed forever.
#[test]
fn a_name_is_taken_away_again() {
    let place = synced();
    let wrong = "00000000-aaaa-bbbb-cccc-000000000000";
    insta::assert_snapshot!(place.run(&["policy", "name", wrong, "Contractors"]), @"
    ------- stderr -------
    Warning: no account in the mirror has the policy 00000000-aaaa-bbbb-cccc-000000000000; the name is saved anyway
    The policy 00000000-aaaa-bbbb-cccc-000000000000 is now named Contractors.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "list", "--search", "contractors"]), @"
    Name         Members  ID
    Contractors        0  00000000-aaaa-bbbb-cccc-000000000000
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Hint: 5 of 6 policies have no name yet; import names: atlctl policy import-names FILE
    Hint: name one: atlctl policy name ID NAME
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", wrong, "--clear"]), @"
    ------- stderr -------
    The policy 00000000-aaaa-bbbb-cccc-000000000000 is no longer named Contractors.
    [exit status: 0]
    ");
    // The policy was there for its name alone.
    insta::assert_snapshot!(place.run(&["policy", "show", wrong]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: policy "00000000-aaaa-bbbb-cccc-000000000000" is not in the mirror
    Hint: list them: atlctl policy list
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["policy", "name", wrong, "--clear"]), @r#"
    ------- stderr -------
    Error: policy "00000000-aaaa-bbbb-cccc-000000000000" is not in the mirror
    Hint: list them: atlctl policy list
    [exit status: 2]
    "#);

    // One that has members stays, without a name.
    let id = "72fb2bcb-5757-4a46-8f1a-db356dc36a92";
    place.run(&["policy", "name", id, "SSO"]).expect(0);
    insta::assert_snapshot!(place.run(&["policy", "name", id, "--clear"]), @"
    ------- stderr -------
    The policy 72fb2bcb-5757-4a46-8f1a-db356dc36a92 is no longer named SSO.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", id, "--clear"]), @"
    ------- stderr -------
    The policy 72fb2bcb-5757-4a46-8f1a-db356dc36a92 has no name.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "show", id]), @"
    Name            ?
    Members         82
    ID              72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Type            ?
    Source of name  ?
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    place.run(&["sync"]).expect(0);
}

#[test]
fn what_is_no_id_and_no_name_has_none_to_take_away() {
    let place = synced();
    let id = "72fb2bcb-5757-4a46-8f1a-db356dc36a92";
    place.run(&["policy", "name", id, "SSO"]).expect(0);
    insta::assert_snapshot!(place.run(&["policy", "name", "sso", "--clear"]), @"
    ------- stderr -------
    Error: sso is a policy name, not a policy ID
    Hint: its ID is 72fb2bcb-5757-4a46-8f1a-db356dc36a92
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", "nonsense", "--clear"]), @"
    ------- stderr -------
    Error: nonsense is not a policy ID
    Hint: a policy ID is five groups of letters and digits; find it with atlctl policy list, or in the URL of the policy's page in the admin portal
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", id, "SSO", "--clear"]), @"
    ------- stderr -------
    Error: NAME cannot be used with --clear
    Hint: see the options: atlctl policy name --help
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", id]), @"
    ------- stderr -------
    Error: NAME is missing
    Hint: for example: atlctl policy name 72fb2bcb-5757-4a46-8f1a-db356dc36a92 'Strict sign-in'
    Hint: see the options: atlctl policy name --help
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", id, " "]), @"
    ------- stderr -------
    Error: the name is empty
    Hint: to remove its name: atlctl policy name 72fb2bcb-5757-4a46-8f1a-db356dc36a92 --clear
    [exit status: 2]
    ");
}

/// A policy may be called "unknown".
#[test]
fn a_policy_without_a_name_has_none_in_a_csv() {
    let place = synced();
    let id = "72fb2bcb-5757-4a46-8f1a-db356dc36a92";
    place.run(&["policy", "name", id, "unknown"]).expect(0);
    insta::assert_snapshot!(place.run(&["-q", "policy", "list", "-o", "csv"]), @"
    name,members,id,type,name_from,escaped
    unknown,82,72fb2bcb-5757-4a46-8f1a-db356dc36a92,unknown,hand,
    ,58,02a5617a-54d8-4cc2-8ea2-b42c1f926894,unknown,unknown,
    ,17,1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1,unknown,unknown,
    ,13,6a906979-5bab-4740-88e0-4db1bb7112c7,unknown,unknown,
    ,5,8624d290-b66d-464d-8cb3-fb7c3bb74e7e,unknown,unknown,
    [exit status: 0]
    ");
}

/// Which policies are for service accounts is known by their names alone.
#[test]
fn a_plan_says_that_policies_without_names_may_be_for_service_accounts() {
    let place = synced();
    let listed = place.run(&["policy", "list", "-q", "-o", "id"]);
    let policies: Vec<&str> = listed.stdout.lines().collect();
    let to = policies[0];
    let command = [
        "policy",
        "move",
        "--managed",
        "--to",
        to,
        "--max-changes",
        "100%",
        "--dry-run",
    ];
    let said = "moved from policies without names, so it is unknown whether these are for service accounts; import names: \
                atlctl policy import-names FILE";
    let planned = place.run(&command);
    assert!(planned.stderr.contains(said), "{planned}");
    for (number, id) in policies.iter().enumerate() {
        let name = format!("Policy {number}");
        place.run(&["policy", "name", id, &name]).expect(0);
    }
    let planned = place.run(&command);
    assert!(!planned.stderr.contains(said), "{planned}");
}
