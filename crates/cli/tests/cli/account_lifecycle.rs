//! `user deactivate`, `activate`, `delete` and `cancel-delete`.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

fn status(place: &Place, person: &SimAccount) -> String {
    let now = place.control().account(&person.account_id);
    now.unwrap().status
}

/// Three people whose accounts can be changed, as a list in `people.csv`.
fn leavers(place: &Place) -> Vec<SimAccount> {
    let people = place.without_provider(3);
    place.csv(&people);
    people
}

#[test]
fn deactivate_and_undo() {
    let place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let deactivate = ["user", "deactivate", "--csv", "people.csv"];
    let reason = ["--reason", "On leave until June"];
    insta::assert_snapshot!(place.run(&[&deactivate[..], &["--dry-run"]].concat()), @r#"
    Email
    rafael.richter@acme-labs.example
    tariq.schmidt@acme.example
    uma.singh@acme.example
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Deactivate accounts, in Acme (simulated)
      3  change: 3 lock people out
    Deactivated accounts  7 → 10  +3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: Bitbucket (acme.atlassian.net): 14 → 12 of 500 seats in use (-2)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 148 of 500 seats in use (-3)
    The same in every row shown: Plan: change; Risk: locks-out; Before: active; After: deactivated.
    [exit status: 0]
    "#);
    // Without a terminal and without an answer, nothing happens.
    insta::assert_snapshot!(place.run(&deactivate), @r#"
    Email
    rafael.richter@acme-labs.example
    tariq.schmidt@acme.example
    uma.singh@acme.example
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Deactivate accounts, in Acme (simulated)
      3  change: 3 lock people out
    Deactivated accounts  7 → 10  +3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: Bitbucket (acme.atlassian.net): 14 → 12 of 500 seats in use (-2)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 148 of 500 seats in use (-3)
    The same in every row shown: Plan: change; Risk: locks-out; Before: active; After: deactivated.
    Error: confirmation required: 3 people would change
    Hint: apply it: atlctl user deactivate --csv people.csv --yes
    Hint: save it instead: atlctl user deactivate --csv people.csv --plan plan.json
    [exit status: 5]
    "#);
    insta::assert_snapshot!(place.run(&[&deactivate[..], &reason, &["--yes"]].concat()), @r#"
    Email
    rafael.richter@acme-labs.example
    tariq.schmidt@acme.example
    uma.singh@acme.example
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Deactivate accounts, in Acme (simulated)
      3  change: 3 lock people out
    Deactivated accounts  7 → 10  +3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Reason: On leave until June
    Note: Bitbucket (acme.atlassian.net): 14 → 12 of 500 seats in use (-2)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 148 of 500 seats in use (-3)
    Run 20261124-1
    The same in every row shown: Outcome: done; Before: active; After: deactivated.
    Run 20261124-1: 3 done.
    [exit status: 0]
    "#);
    for person in &people {
        assert_eq!(status(&place, person), "deactivated");
    }
    let sent = place.control().requests().into_iter();
    let sent: Vec<String> = sent
        .filter(|request| request.path.ends_with("/lifecycle/disable"))
        .map(|request| request.body)
        .collect();
    assert_eq!(sent, vec!["{\"message\":\"On leave until June\"}"; 3]);
    insta::assert_snapshot!(place.run(&[&deactivate[..], &["--yes"]].concat()), @r#"
    Email
    rafael.richter@acme-labs.example
    tariq.schmidt@acme.example
    uma.singh@acme.example
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Deactivate accounts, in Acme (simulated)
      0  change
      3  up to date
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: up to date; Before: deactivated; Reason: is already deactivated.
    Nothing to change.
    [exit status: 0]
    "#);
    let listed = [
        "user",
        "list",
        "--status",
        "deactivated",
        "--columns",
        "email",
        "-o",
        "csv",
    ];
    let listed = place.run(&listed).stdout;
    assert!(
        people.iter().all(|one| listed.contains(&one.email)),
        "{listed}"
    );
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes", &people[0].email]), @"
    Email                             Outcome  Before       After   Reason
    rafael.richter@acme-labs.example  done     deactivated  active  -
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      1  change
    Deactivated accounts  10 → 9  -1
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: Bitbucket (acme.atlassian.net): 12 → 13 of 500 seats in use (+1)
    Note: Confluence (acme.atlassian.net): 107 → 108 of 500 seats in use (+1)
    Note: Jira (acme.atlassian.net): 148 → 149 of 500 seats in use (+1)
    Run 20261124-2
    Run 20261124-2: 1 done.
    [exit status: 0]
    ");
    let now: Vec<String> = people.iter().map(|one| status(&place, one)).collect();
    assert_eq!(now, ["active", "deactivated", "deactivated"]);
    insta::assert_snapshot!(place.run(&["user", "activate", &people[1].email, "--yes"]), @"
    Email                       Outcome  Before       After   Reason
    tariq.schmidt@acme.example  done     deactivated  active  -
    ------- stderr -------
    Activate accounts, in Acme (simulated)
      1  change
    Deactivated accounts  9 → 8  -1
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: Bitbucket (acme.atlassian.net): 13 → 14 of 500 seats in use (+1)
    Note: Jira (acme.atlassian.net): 149 → 150 of 500 seats in use (+1)
    Run 20261124-3
    Run 20261124-3: 1 done.
    [exit status: 0]
    ");
    assert_eq!(status(&place, &people[1]), "active");
}

#[test]
fn a_message_of_its_own() {
    let place = Place::new(SimConfig::default());
    let person = leavers(&place).remove(0);
    let deactivate = ["user", "deactivate", &person.email, "--yes", "-q"];
    let texts = ["--reason", "HR-7", "--message", "Ask the help desk"];
    place.run(&[&deactivate[..], &texts].concat()).expect(0);
    let sent = place.control().requests();
    let sent = sent
        .iter()
        .find(|one| one.path.ends_with("/lifecycle/disable"));
    assert_eq!(sent.unwrap().body, "{\"message\":\"Ask the help desk\"}");
}

#[test]
fn accounts_that_are_left_out() {
    let place = Place::new(SimConfig::default());
    let people = place.control().accounts();
    let first = |is: &dyn Fn(&SimAccount) -> bool| {
        let found = people.iter().find(|one| is(one) && !one.org_admin);
        found.unwrap().email.clone()
    };
    let external = first(&|one| !one.managed && one.status == "active");
    let synced = first(&|one| one.managed && one.synced && one.status == "active");
    let names = [external.as_str(), &synced, "ada.admin@acme.example"];
    let deactivate = ["user", "deactivate", "--dry-run"];
    insta::assert_snapshot!(place.run(&[&deactivate[..], &names].concat()), @"
    Email                          Plan               Before  Reason
    quentin.ramos@partner.example  not managed        ?       is not a managed account; take the access
                                                              instead: atlctl user suspend, or atlctl
                                                              user remove
    olga.park@acme-labs.example    identity provider  active  is provisioned by your identity provider;
                                                              activate, deactivate or delete the account
                                                              there
    ada.admin@acme.example         admin              active  is an organization admin (use
                                                              --include-admins)
    ------- stderr -------
    Deactivate accounts, in Acme (simulated)
      0  change
      1  not managed
      1  identity provider
      1  admin
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Nothing to change.
    [exit status: 0]
    ");
}

#[test]
fn delete_and_keep() {
    let mut place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let delete = ["user", "delete", "--csv", "people.csv"];
    insta::assert_snapshot!(place.run(&[&delete[..], &["--dry-run", "--columns", "email,verdict,risk,before,after"]].concat()), @r#"
    Email                             Plan    Risk          Before  After
    rafael.richter@acme-labs.example  change  irreversible  active  to be deleted
    tariq.schmidt@acme.example        change  irreversible  active  to be deleted
    uma.singh@acme.example            change  irreversible  active  to be deleted
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Delete accounts, in Acme (simulated)
      3  change: 3 will be final after 2026-12-08
    Can be canceled until 2026-12-08: deleting 3 accounts
    Accounts to be deleted  1 → 4  +3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: deletions can be canceled until 2026-12-08 09:00 UTC (atlctl user cancel-delete), and are final after that
    Note: Bitbucket (acme.atlassian.net): 14 → 12 of 500 seats in use (-2)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 148 of 500 seats in use (-3)
    [exit status: 0]
    "#);
    // What cannot be undone is confirmed by its number.
    place.run(&[&delete[..], &["--yes"]].concat()).expect(5);
    let confirmed = [&delete[..], &["--yes", "--confirm", "3"]].concat();
    insta::assert_snapshot!(place.run(&confirmed), @r#"
    Email
    rafael.richter@acme-labs.example
    tariq.schmidt@acme.example
    uma.singh@acme.example
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Delete accounts, in Acme (simulated)
      3  change: 3 will be final after 2026-12-08
    Can be canceled until 2026-12-08: deleting 3 accounts
    Accounts to be deleted  1 → 4  +3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: deletions can be canceled until 2026-12-08 09:00 UTC (atlctl user cancel-delete), and are final after that
    Note: Bitbucket (acme.atlassian.net): 14 → 12 of 500 seats in use (-2)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 148 of 500 seats in use (-3)
    Run 20261124-1
    The same in every row shown: Outcome: done; Before: active; After: to be deleted.
    Run 20261124-1: 3 done.
    [exit status: 0]
    "#);
    for person in &people {
        assert_eq!(status(&place, person), "for_deletion");
    }
    // Deleted accounts are not activated.
    insta::assert_snapshot!(place.run(&["user", "activate", &people[0].email, "--yes"]), @"
    Email                             Plan          Before         Reason
    rafael.richter@acme-labs.example  not possible  to be deleted  is to be deleted (to keep the
                                                                   account: atlctl user cancel-delete)
    ------- stderr -------
    Activate accounts, in Acme (simulated)
      0  change
      1  not possible
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Nothing to change.
    [exit status: 0]
    ");
    let keep = ["user", "cancel-delete", "--status", "for_deletion"];
    let one = [
        &keep[..],
        &["--except", &people[1].email, "--except", &people[2].email],
    ]
    .concat();
    insta::assert_snapshot!(place.run(&[&one[..], &["--yes"]].concat()), @"
    Email
    carla.brandt@acme.example
    rafael.richter@acme-labs.example
    ------- stderr -------
    2 people excluded (--except)
    Cancel the deletion of accounts, in Acme (simulated)
      2  change
    Accounts to be deleted  4 → 2  -2
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: an undo does not delete accounts again (to do so: atlctl user delete)
    Note: Bitbucket (acme.atlassian.net): 12 → 13 of 500 seats in use (+1)
    Note: Confluence (acme.atlassian.net): 107 → 109 of 500 seats in use (+2)
    Note: Jira (acme.atlassian.net): 148 → 149 of 500 seats in use (+1)
    Run 20261124-2
    The same in every row shown: Outcome: done; Before: to be deleted; After: active.
    Run 20261124-2: 2 done.
    [exit status: 0]
    ");
    assert_eq!(status(&place, &people[0]), "active");
    // An undo keeps accounts too, and keeping is not undone by deleting.
    place
        .run(&["undo", "20261124-1", "--yes", "-q", &people[1].email])
        .expect(0);
    assert_eq!(status(&place, &people[1]), "active");
    insta::assert_snapshot!(place.run(&["undo", "20261124-2", "--dry-run"]), @"
    Email
    carla.brandt@acme.example
    rafael.richter@acme-labs.example
    ------- stderr -------
    Undo of run 20261124-2, in Acme (simulated)
      0  change
      2  cannot be undone
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: cannot be undone; Before: active; Reason: was saved from deletion, and an undo never deletes an account (to delete it: atlctl user delete).
    Nothing to change.
    [exit status: 0]
    ");
    // After 14 days the plan's time is over.
    place.env.var("ATLCTL_NOW", "2026-12-08T09:00:01Z");
    insta::assert_snapshot!(place.run(&["undo", "20261124-1", "--dry-run", &people[2].email]), @"
    Email                   Plan              Before         Reason
    uma.singh@acme.example  cannot be undone  to be deleted  can no longer be saved from deletion: the
                                                             14 days are over
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      0  change
      1  cannot be undone
    Account statuses read live; people from the mirror of Acme (simulated), synced 14 days ago.
    Nothing to change.
    [exit status: 0]
    ");
}

/// A leaver whose account was deactivated long ago cannot sign in again because a deletion is undone.
#[test]
fn who_was_deactivated_before_a_deletion_stays_so_when_it_is_undone() {
    let place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let of = |verb: &'static str| ["user", verb, "--csv", "people.csv", "--yes"];
    place.run(&of("deactivate")).expect(0);
    place
        .run(&[&of("delete")[..], &["--confirm", "3"]].concat())
        .expect(0);
    let all = |word: &str| people.iter().all(|one| status(&place, one) == word);
    assert!(all("for_deletion"));
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes"]), @"
    Email                             Change
    rafael.richter@acme-labs.example  account status: to be deleted → active (active in between, since
                                      canceling a deletion activates)
    tariq.schmidt@acme.example        account status: to be deleted → active (active in between, since
                                      canceling a deletion activates)
    uma.singh@acme.example            account status: to be deleted → active (active in between, since
                                      canceling a deletion activates)
    rafael.richter@acme-labs.example  account status: active → deactivated (active in between, since
                                      canceling a deletion activates)
    tariq.schmidt@acme.example        account status: active → deactivated (active in between, since
                                      canceling a deletion activates)
    uma.singh@acme.example            account status: active → deactivated (active in between, since
                                      canceling a deletion activates)
    ------- stderr -------
    Undo of run 20261124-2, in Acme (simulated)
      6  change (to 3 people): 3 lock people out, 3 other
    Deactivated accounts    7 → 10  +3
    Accounts to be deleted  4 → 1  -3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-3
    The same in every row shown: Outcome: done.
    Run 20261124-3: 6 done.
    [exit status: 0]
    ");
    assert!(all("deactivated"));
    // Both runs: as it was at first.
    place
        .run(&[&of("delete")[..], &["--confirm", "3"]].concat())
        .expect(0);
    let runs = place.run(&["run", "list", "-o", "id"]).stdout;
    let first = runs.lines().last().unwrap();
    insta::assert_snapshot!(place.run(&["run", "restore", first, "--yes"]), @"
    Email                             Change
    uma.singh@acme.example            account status: to be deleted → active (active in between, since
                                      canceling a deletion activates)
    tariq.schmidt@acme.example        account status: to be deleted → active (active in between, since
                                      canceling a deletion activates)
    rafael.richter@acme-labs.example  account status: to be deleted → active (active in between, since
                                      canceling a deletion activates)
    uma.singh@acme.example            account status: active → deactivated (active in between, since
                                      canceling a deletion activates)
    tariq.schmidt@acme.example        account status: active → deactivated (active in between, since
                                      canceling a deletion activates)
    rafael.richter@acme-labs.example  account status: active → deactivated (active in between, since
                                      canceling a deletion activates)
    ------- stderr -------
    Undo of runs 20261124-2 to 20261124-4, in Acme (simulated)
      6  change (to 3 people): 3 lock people out, 3 other
    Deactivated accounts    7 → 10  +3
    Accounts to be deleted  4 → 1  -3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-5
    The same in every row shown: Outcome: done.
    Run 20261124-5: 6 done.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "cancel-delete", "--csv", "people.csv"]), @r#"
    Email
    rafael.richter@acme-labs.example
    tariq.schmidt@acme.example
    uma.singh@acme.example
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Cancel the deletion of accounts, in Acme (simulated)
      0  change
      3  not possible
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: not possible; Before: deactivated; Reason: is not scheduled for deletion.
    Nothing to change.
    [exit status: 0]
    "#);
}

#[test]
fn a_service_that_refuses() {
    let place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let refusal = "POST */lifecycle/disable 1x 403";
    place.control().fault(refusal).unwrap();
    let deactivate = ["user", "deactivate", "--csv", "people.csv"];
    let output = place.run(&[&deactivate[..], &["--yes", "--at-once", "1"]].concat());
    insta::assert_snapshot!(output, @r#"
    Email                             Outcome  Reason
    rafael.richter@acme-labs.example  refused  A fault of the simulator (HTTP 403; POST
                                               /users/{account_id}/manage/lifecycle/disable)
    tariq.schmidt@acme.example        done     -
    uma.singh@acme.example            done     -
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Deactivate accounts, in Acme (simulated)
      3  change: 3 lock people out
    Deactivated accounts  7 → 10  +3
    Account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: Bitbucket (acme.atlassian.net): 14 → 12 of 500 seats in use (-2)
    Note: Confluence (acme.atlassian.net): 108 → 107 of 500 seats in use (-1)
    Note: Jira (acme.atlassian.net): 151 → 148 of 500 seats in use (-3)
    Run 20261124-1
    The same in every row shown: Before: active; After: deactivated.
    Run 20261124-1: 1 refused, 2 done.
    [exit status: 3]
    "#);
    let now: Vec<String> = people.iter().map(|one| status(&place, one)).collect();
    assert_eq!(now, ["active", "deactivated", "deactivated"]);
}
