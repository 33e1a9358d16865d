//! Offboarding: one plan of tokens, groups, roles and the account, in this order.

use std::collections::BTreeMap;

use crate::common::Place;

/// A managed person with API tokens who is no admin, and the number of these tokens.
pub fn person_with_tokens(place: &Place) -> (String, usize) {
    let list = place
        .run(&["token", "list", "-o", "csv", "-q", "--columns", "email"])
        .stdout;
    let mut of: BTreeMap<String, usize> = BTreeMap::new();
    for line in list.lines().skip(1) {
        let email = line.split(',').find(|cell| cell.contains('@')).unwrap();
        *of.entry(email.to_owned()).or_default() += 1;
    }
    let sql = "SELECT email FROM user WHERE status = 'active' AND managed AND org_admin = 0 AND management_source IS NOT 'synced'";
    let fit = place.run(&["sql", sql, "-o", "csv", "-q"]).stdout;
    of.into_iter()
        .find(|(email, count)| *count > 1 && fit.lines().any(|line| line == email))
        .unwrap()
}

#[test]
fn a_leaver_loses_everything_in_order_and_an_undo_brings_back_all_but_tokens() {
    let place = Place::synced();
    let (email, tokens) = person_with_tokens(&place);
    let offboard = [
        "user",
        "offboard",
        &email,
        "--reason",
        "left the company",
        "--ticket",
        "HR-7",
    ];
    insta::assert_snapshot!(place.run(&[&offboard[..], &["--dry-run"]].concat()), @"
    Email                      Plan               Risk          Change               Reason
    akira.archer@acme.example  change             irreversible  API token laptop:    -
                                                                valid → revoked
    akira.archer@acme.example  change             irreversible  API token ci: valid  -
                                                                → revoked
    akira.archer@acme.example  change             reversible    group all-staff:     -
                                                                member → not a
                                                                member
    akira.archer@acme.example  change             frees-seat    group jira-users:    -
                                                                member → not a
                                                                member
    akira.archer@acme.example  change             frees-seat    group                -
                                                                confluence-users:
                                                                member → not a
                                                                member
    akira.archer@acme.example  identity provider  -             group                can be changed only
                                                                dept-marketing:      in your identity
                                                                member               provider, which
                                                                                     manages the group
                                                                                     dept-marketing
    akira.archer@acme.example  change             reversible    group team-0005:     -
                                                                member → not a
                                                                member
    akira.archer@acme.example  change             locks-out     account status:      -
                                                                active →
                                                                deactivated
    ------- stderr -------
    Offboard people, in Acme (simulated)
      7  change (to 1 person): 2 cannot be undone, 1 locks somebody out, may free seats of 1 person, 2 other
      1  identity provider
    Cannot be undone: revoking 2 API tokens
    all-staff         175 → 174  -1
    team-0005         41 → 40  -1
    confluence-users  113 → 112  -1
    jira-users        165 → 164  -1
    Deactivated accounts  7 → 8  +1
    API tokens, groups and account statuses read live; people from the mirror of Acme (simulated), synced just now.
    Reason: left the company
    Ticket: HR-7
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    [exit status: 0]
    ");
    let confirm = tokens.to_string();
    place.control().clear_calls();
    insta::assert_snapshot!(place.run(&[&offboard[..], &["--yes", "--confirm", &confirm]].concat()), @"
    Email                      Outcome  Change                           Reason
    akira.archer@acme.example  skipped  group dept-marketing: member     can be changed only in your
                                                                         identity provider, which
                                                                         manages the group
                                                                         dept-marketing
    akira.archer@acme.example  done     API token laptop: valid →        -
                                        revoked
    akira.archer@acme.example  done     API token ci: valid → revoked    -
    akira.archer@acme.example  done     group all-staff: member → not a  -
                                        member
    akira.archer@acme.example  done     group jira-users: member → not   -
                                        a member
    akira.archer@acme.example  done     group confluence-users: member   -
                                        → not a member
    akira.archer@acme.example  done     group team-0005: member → not a  -
                                        member
    akira.archer@acme.example  done     account status: active →         -
                                        deactivated
    ------- stderr -------
    Offboard people, in Acme (simulated)
      7  change (to 1 person): 2 cannot be undone, 1 locks somebody out, may free seats of 1 person, 2 other
      1  identity provider
    Cannot be undone: revoking 2 API tokens
    all-staff         175 → 174  -1
    team-0005         41 → 40  -1
    confluence-users  113 → 112  -1
    jira-users        165 → 164  -1
    Deactivated accounts  7 → 8  +1
    API tokens, groups and account statuses read live; people from the mirror of Acme (simulated), synced just now.
    Reason: left the company
    Ticket: HR-7
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Run 20261124-1
    Run 20261124-1: 7 done.
    [exit status: 0]
    ");
    let calls = place.control().calls();
    assert!(calls.iter().all(|call| call.processed == 1), "{calls:?}");
    let left = place.run(&["token", "list", "--person", &email, "-o", "id", "-q"]);
    assert_eq!(left.stdout, "", "{left}");
    insta::assert_snapshot!(place.run(&[&offboard[..], &["--yes"]].concat()), @"
    Email                      Plan               Change                      Reason
    akira.archer@acme.example  identity provider  group dept-marketing:       can be changed only in
                                                  member                      your identity provider,
                                                                              which manages the group
                                                                              dept-marketing
    akira.archer@acme.example  up to date         account status:             is already deactivated
                                                  deactivated
    ------- stderr -------
    Offboard people, in Acme (simulated)
      0  change
      1  identity provider
      1  up to date
    Groups and account statuses read live; people from the mirror of Acme (simulated), synced just now.
    Reason: left the company
    Ticket: HR-7
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes"]), @"
    Email                      Outcome  Change                           Reason
    akira.archer@acme.example  skipped  API token ci: revoked            cannot be brought back; its
                                                                         owner must create a new one
    akira.archer@acme.example  skipped  API token laptop: revoked        cannot be brought back; its
                                                                         owner must create a new one
    akira.archer@acme.example  done     account status: deactivated →    -
                                        active
    akira.archer@acme.example  done     group team-0005: not a member →  -
                                        member
    akira.archer@acme.example  done     group confluence-users: not a    -
                                        member → member
    akira.archer@acme.example  done     group jira-users: not a member   -
                                        → member
    akira.archer@acme.example  done     group all-staff: not a member →  -
                                        member
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      5  change (to 1 person)
      2  cannot be undone
    Deactivated accounts  8 → 7  -1
    all-staff         174 → 175  +1
    team-0005         40 → 41  +1
    confluence-users  112 → 113  +1
    jira-users        164 → 165  +1
    Account statuses, groups and API tokens read live; people from the mirror of Acme (simulated), synced just now.
    Note: Confluence (acme.atlassian.net): up to 1 more of 500 seats in use (not all roles of 1 person are known)
    Note: Jira (acme.atlassian.net): up to 1 more of 500 seats in use (not all roles of 1 person are known)
    Run 20261124-2
    Run 20261124-2: 5 done.
    [exit status: 0]
    ");
}

/// A step that fails stops the later ones of the same person, and nobody else's.
#[test]
fn a_failed_step_skips_the_later_ones_of_that_person() {
    let place = Place::synced();
    let (email, tokens) = person_with_tokens(&place);
    let first = place
        .run(&["token", "list", "--person", &email, "-o", "id", "-q"])
        .stdout;
    let first = first.lines().next().unwrap();
    place
        .control()
        .fault(&format!("DELETE *{first} 403"))
        .unwrap();
    let external = place.run(&[
        "user",
        "list",
        "--external",
        "--status",
        "active",
        "-o",
        "csv",
        "--columns",
        "email",
        "--limit",
        "1",
        "-q",
    ]);
    let external = external
        .stdout
        .lines()
        .last()
        .unwrap_or_default()
        .to_owned();
    let confirm = tokens.to_string();
    let done = place.run(&[
        "user",
        "offboard",
        &email,
        &external,
        "--yes",
        "--confirm",
        &confirm,
        "--include-unknown-roles",
        "-o",
        "csv",
        "--columns",
        "email,what,outcome,reason",
    ]);
    insta::assert_snapshot!(done, @r#"
    email,what,outcome,reason
    akira.archer@acme.example,API token laptop,refused,A fault of the simulator (HTTP 403; DELETE /users/{account_id}/manage/api-tokens/{tokenId})
    akira.archer@acme.example,API token ci,done,
    akira.archer@acme.example,group all-staff,skipped,an earlier change of the same account did not happen
    akira.archer@acme.example,group jira-users,skipped,an earlier change of the same account did not happen
    akira.archer@acme.example,group confluence-users,skipped,an earlier change of the same account did not happen
    akira.archer@acme.example,group dept-marketing,skipped,"can be changed only in your identity provider, which manages the group dept-marketing"
    akira.archer@acme.example,group team-0005,skipped,an earlier change of the same account did not happen
    akira.archer@acme.example,account status,skipped,an earlier change of the same account did not happen
    akira.walsh@freelance.example,group jira-users,done,
    akira.walsh@freelance.example,group confluence-users,done,
    akira.walsh@freelance.example,group team-0004,done,
    akira.walsh@freelance.example,access,done,
    ------- stderr -------
    Offboard people, in Acme (simulated)
      11  change (to 2 people): 2 cannot be undone, 2 lock people out, may free seats of 2 people, 3 other
       1  identity provider
    Cannot be undone: revoking 2 API tokens
    confluence-users  113 → 111  -2
    jira-users        165 → 163  -2
    all-staff         175 → 174  -1
    team-0005         41 → 40  -1
    team-0004         28 → 27  -1
    Deactivated accounts  7 → 8  +1
    Active people     180 → 178  -2
    Suspended people  9 → 10  +1
    API tokens, groups, account statuses and access read live; people from the mirror of Acme (simulated), synced just now.
    About 11 calls: about 4 s at 200 a minute.
    Note: Confluence (acme.atlassian.net): 108 → 106 of 500 seats in use (-2)
    Note: Jira (acme.atlassian.net): 151 → 149 of 500 seats in use (-2)
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Run 20261124-1
    Run 20261124-1: 1 refused, 5 skipped, 5 done.
    [exit status: 3]
    "#);
}

#[test]
fn what_is_kept_stays_and_the_end_can_be_chosen() {
    let place = Place::synced();
    let (email, _) = person_with_tokens(&place);
    let kept = place.run(&[
        "user",
        "offboard",
        &email,
        "--keep",
        "tokens,groups,roles",
        "--then",
        "suspend",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "what,before,after",
    ]);
    insta::assert_snapshot!(kept, @"
    what,before,after
    access,active,suspended
    ------- stderr -------
    Offboard people, in Acme (simulated)
      1  change: 1 locks somebody out
    Active people     180 → 179  -1
    Suspended people  9 → 10  +1
    Access read live; people from the mirror of Acme (simulated), synced just now.
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    [exit status: 0]
    ");
    let ends = place.run(&[
        "user",
        "offboard",
        "nobody@acme.example",
        &email,
        "--keep",
        "groups,roles",
        "--then",
        "remove",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "what,before,after,verdict",
    ]);
    insta::assert_snapshot!(ends, @"
    what,before,after,verdict
    access,unknown,,unknown person
    API token laptop,valid,revoked,change
    API token ci,valid,revoked,change
    access,active,removed,change
    ------- stderr -------
    Offboard people, in Acme (simulated)
      3  change (to 1 person): 3 cannot be undone
      1  unknown person
    Cannot be undone: revoking 2 API tokens; removing 1 person
    Active people  180 → 179  -1
    all-staff         175 → 174  -1
    dept-marketing    25 → 24  -1
    team-0005         41 → 40  -1
    confluence-users  113 → 112  -1
    jira-users        165 → 164  -1
    Access, API tokens and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    Warning: 1 of 2 people is not in the mirror: nobody@acme.example
    Hint: if they are new, update the mirror: atlctl sync
    [exit status: 3]
    ");
}

/// What cannot be listed is not passed over.
#[test]
fn tokens_that_cannot_be_listed_are_not_forgotten() {
    let place = Place::synced();
    let (email, _) = person_with_tokens(&place);
    place.control().fault("GET */api-tokens 403").unwrap();
    insta::assert_snapshot!(place.run(&["user", "offboard", &email, "--yes"]), @"
    ------- stderr -------
    Error: this credential may not read people's API tokens
      Caused by: A fault of the simulator (HTTP 403; GET /admin/api-access/v1/orgs/{orgId}/api-tokens)
    Hint: to offboard without them: atlctl user offboard akira.archer@acme.example --yes --keep tokens
    [exit status: 1]
    ");
    place
        .run(&["user", "offboard", &email, "--keep", "tokens", "--dry-run"])
        .expect(0);
}

#[test]
fn a_leaver_whom_a_provider_provisions_is_suspended() {
    let place = Place::synced();
    let sql = "SELECT email FROM user WHERE status = 'active' AND managed AND org_admin = 0 AND management_source = 'synced' LIMIT 1";
    let email = place.run(&["sql", sql, "-o", "id", "-q"]).stdout;
    let email = email.trim();
    let kept = ["--keep", "tokens,groups,roles"];
    let offboard = ["user", "offboard", email];
    insta::assert_snapshot!(place.run(&[&offboard[..], &kept, &["--yes"]].concat()), @"
    Email                        Outcome  Before  After      Reason
    olga.park@acme-labs.example  done     active  suspended  -
    ------- stderr -------
    Offboard people, in Acme (simulated)
      1  change: 1 locks somebody out
    Active people     180 → 179  -1
    Suspended people  9 → 10  +1
    Access read live; people from the mirror of Acme (simulated), synced just now.
    Note: 1 account is suspended, not deactivated: only your identity provider can deactivate it
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    Run 20261124-1
    Run 20261124-1: 1 done.
    [exit status: 0]
    ");
    let said = place.run(&[&offboard[..], &kept, &["--then", "deactivate", "--yes"]].concat());
    assert!(said.stdout.contains("identity provider"), "{said}");
}

/// Somebody else activates the account after the run: the mirror says deactivated, and Atlassian does not.
#[test]
fn the_groups_of_an_account_that_is_active_again_come_back() {
    let place = Place::synced();
    let (email, _) = person_with_tokens(&place);
    let offboard = ["user", "offboard", &email, "--keep", "tokens", "--yes"];
    place.run(&offboard).expect(0);
    let sql = format!("SELECT account_id FROM user WHERE email = '{email}'");
    let found = place.run(&["-q", "sql", &sql, "-o", "csv"]).stdout;
    let path = format!(
        "/users/{}/manage/lifecycle/enable",
        found.lines().last().unwrap()
    );
    let (status, answer) = place.control().as_another("POST", &path, "");
    assert!(status < 300, "{status} {answer}");
    place.control().settle();
    let output = place.run(&["undo", "last", "--yes"]);
    assert!(output.stderr.contains("4 done"), "{output}");
    assert!(!output.stdout.contains("is deactivated"), "{output}");
}

/// Suspended people use no seat, so nothing that they lose frees one.
#[test]
fn who_is_suspended_frees_no_seat() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    let person = place.movable().remove(0).email;
    place
        .run(&["user", "suspend", &person, "--yes", "-q"])
        .expect(0);
    let said = place.run(&["user", "offboard", &person, "--dry-run"]);
    assert_eq!(said.code, 0, "{said}");
    assert!(!said.to_string().contains("seat"), "{said}");
}
