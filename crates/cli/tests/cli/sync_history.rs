//! What a sync says of who is gone, of what runs changed, and of what it was not told.

use std::path::Path;

use atlctl_sim::SimConfig;
use rusqlite::Connection;

use crate::common::Place;
use crate::moving;

fn change(mirror: &Path, sql: &str) {
    Connection::open(mirror)
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

/// The mirror knows many whom the service no longer lists, finds or counts.
#[test]
fn a_large_loss_is_refused_until_a_person_accepts_it() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    change(
        &place.mirror(),
        "WITH RECURSIVE n (no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM n WHERE no < 50)
         INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, groups_known)
         SELECT 1000 + no, 'lost-' || no, 1, 1, 0, 1 FROM n",
    );
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 apps, 20 groups, 200 people, 175 accounts' policies, 4 roles of groups, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    The people were not read completely: whether anybody changed is unknown.
    Warning: people: 50 of 250 people are missing; nobody was marked gone
    Error: too much is missing at once; nothing was marked as gone
    Hint: lost access rights look the same; check what this credential may read: atlctl doctor
    Hint: if it really is gone: atlctl sync --accept-gone
    [exit status: 5]
    ");
    let gone = |place: &Place| {
        let output = place.run(&["user", "list", "--gone", "-o", "id", "-q"]);
        output.stdout.lines().count()
    };
    assert_eq!(gone(&place), 0);
    insta::assert_snapshot!(place.run(&["sync", "--accept-gone"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 apps, 20 groups, 200 people, 175 accounts' policies, 4 roles of groups, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    Since the last sync: 50 gone.
    [exit status: 0]
    ");
    assert_eq!(gone(&place), 50);
    place.run(&["sync"]).expect(0);
}

#[test]
fn a_run_s_changes_are_its_own_in_the_history() {
    let place = moving::Place::new(SimConfig::default());
    let people = place.listed(3);
    place.moves(&["--yes"]).expect(0);
    let control = place.control();
    let to = control.policies()[0].id.clone();
    let listed = |id: &str| people.iter().any(|person| person.account_id == id);
    let other = control.accounts().into_iter().find(|account| {
        account.managed && account.policy.as_ref() != Some(&to) && !listed(&account.account_id)
    });
    assert!(control.set_policy(&other.unwrap().account_id, &to));
    let output = place.env.run(&["sync"]);
    assert_eq!(output.code, 0, "{output}");
    let said = "Since the last sync: 1 changed, 3 people changed by run ";
    assert!(output.stderr.contains(said), "{output}");
    let rows = place.env.run(&[
        "sql",
        "SELECT count(*) AS n, count(run) AS by_run, count(name) AS named, \
         min(at_unix >= (SELECT max(started_at_unix) FROM sync WHERE sync = change.sync)) AS in_order, \
         count(json_extract(detail, '$.policy_name')) AS names FROM change",
        "-o",
        "csv",
        "-q",
    ]);
    let row = rows.stdout.lines().nth(1).unwrap_or_default().to_owned();
    assert_eq!(row, "4,3,4,1,4", "{rows}");
    let again = place.env.run(&["sync"]);
    assert!(again.stderr.contains("Nobody changed"), "{again}");
}

/// Roles that the service reported once: unknown, and the time when they were known is said.
#[test]
fn a_person_s_unknown_roles_are_shown_as_unknown() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    let email = place.control().accounts()[0].email.clone();
    let shown = |place: &Place| {
        let output = place.run(&["user", "show", &email]);
        let roles = output
            .stdout
            .lines()
            .find(|line| line.starts_with("Org roles"));
        (roles.unwrap_or_default().to_owned(), output.stderr)
    };
    let (roles, said) = shown(&place);
    assert!(
        !roles.contains('?') && !said.contains("last known"),
        "{roles} {said}"
    );
    change(
        &place.mirror(),
        "UPDATE mirror_user SET roles_known = 0, org_admin = NULL, roles_reported_at = 1700000000",
    );
    let (roles, said) = shown(&place);
    assert_eq!(roles.split_whitespace().last(), Some("?"));
    assert!(
        said.contains(
            "no longer reports this person's roles; they were last known on 2023-11-14 22:13 UTC."
        ),
        "{said}"
    );
}
