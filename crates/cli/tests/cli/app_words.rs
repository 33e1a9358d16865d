//! An app has one key in every view, and is found by every word that Atlassian has for it. Seats are what Atlassian counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::common::Place;

fn place() -> Place {
    let place = Place::with_key(atlctl_sim::SimConfig::default());
    place.run(&["sync", "--roles-budget", "1000"]).expect(0);
    place
}

fn rows(place: &Place, args: &[&str]) -> Vec<Value> {
    let output = place.run(&[args, &["-o", "json"]].concat());
    assert_eq!(output.code, 0, "{args:?}: {}", output.stderr);
    serde_json::from_str(&output.stdout).unwrap()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

#[test]
fn one_key_an_app_in_every_view() {
    let place = place();
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for query in [
        "SELECT id, product_key AS key FROM workspace",
        "SELECT DISTINCT app_id AS id, app_key AS key FROM user_app",
        "SELECT DISTINCT product_id AS id, product_key AS key FROM user_product",
        "SELECT DISTINCT app_id AS id, app_key AS key FROM group_role WHERE app_key IS NOT NULL",
        "SELECT DISTINCT app_id AS id, app_key AS key FROM user_role_grant WHERE app_key IS NOT NULL",
    ] {
        let found = rows(&place, &["sql", query]);
        assert!(!found.is_empty(), "{query}");
        for row in &found {
            let keys = keys.entry(text(row, "id").to_owned()).or_default();
            keys.insert(text(row, "key").to_owned());
        }
    }
    assert!(keys.len() > 4, "{keys:?}");
    assert!(keys.values().all(|keys| keys.len() == 1), "{keys:?}");
    // Atlassian's lists of roles use another word for some: it stands beside the key, and names the app as well.
    let other = rows(
        &place,
        &[
            "sql",
            "SELECT DISTINCT app_id, app_key, resource_key FROM user_role_grant \
          WHERE resource_key <> app_key AND app_key = 'jira-service-desk'",
        ],
    );
    let word = text(&other[0], "resource_key");
    let by_word = rows(&place, &["user", "list", "--app", word]);
    assert!(!by_word.is_empty());
    assert_eq!(
        by_word,
        rows(&place, &["user", "list", "--app", "jira-service-desk"])
    );
    let person = text(&by_word[0], "email");
    assert_eq!(
        rows(&place, &["user", "explain", person, "--app", word]),
        rows(
            &place,
            &["user", "explain", person, "--app", "jira-service-desk"]
        )
    );
}

/// A person who is said to take a seat has the app by Atlassian's list of people, and is counted in its use.
#[test]
fn seats_are_those_that_atlassian_counts() {
    let place = place();
    let people = rows(
        &place,
        &[
            "sql",
            "SELECT account_id, email, status FROM user WHERE NOT gone",
        ],
    );
    let apps = rows(
        &place,
        &[
            "sql",
            "SELECT account_id || ' ' || app_id AS has FROM user_app",
        ],
    );
    let apps: BTreeSet<&str> = apps.iter().map(|row| text(row, "has")).collect();
    let (mut yes, mut unknown) = (BTreeSet::new(), 0);
    let admins = rows(
        &place,
        &[
            "sql",
            "SELECT account_id FROM user WHERE org_admin AND NOT gone",
        ],
    );
    let admins: BTreeSet<&str> = admins.iter().map(|row| text(row, "account_id")).collect();
    for person in people.iter().take(25).chain(
        people
            .iter()
            .filter(|one| admins.contains(text(one, "account_id"))),
    ) {
        let account = text(person, "account_id");
        for way in rows(
            &place,
            &[
                "user",
                "explain",
                account,
                "--columns",
                "app_id,role_id,from,seat,seat_reason",
            ],
        ) {
            let has = format!("{account} {}", text(&way, "app_id"));
            match way["seat"].as_bool() {
                Some(true) => {
                    assert!(apps.contains(has.as_str()), "{way}");
                    yes.insert(has);
                }
                Some(false) => {}
                None => {
                    assert!(!text(&way, "seat_reason").is_empty(), "{way}");
                    unknown += 1;
                }
            }
            if text(&way, "from").starts_with("another role") {
                assert_eq!(way["seat"], Value::Null, "{way}");
            }
        }
    }
    assert!(!yes.is_empty() && unknown > 0, "{} {unknown}", yes.len());
}

#[test]
fn what_follows_from_another_role_ends_with_it() {
    let place = place();
    let admin = "ada.admin@acme.example";
    insta::assert_snapshot!(place.run(&["user", "explain", admin, "--app", "jira"]), @"
    App                        Role       From                      Seat  Remove with
    Jira (acme.atlassian.net)  App admin  another role              ?     revoking the other role, such
                                                                          as organization admin
    Jira (acme.atlassian.net)  User       default group jira-users  yes   atlctl group remove jira-users
                                                                          ada.admin@acme.example
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed; to list it, name it jira-software@acme-sandbox-110.atlassian.net.
    Seat unknown: Atlassian does not document whether a role that follows from another takes a seat.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "explain", admin, "--app", "jira", "--without-role", "org-admin"]), @"
    App                        Role       From                      Seat  Remains
    Jira (acme.atlassian.net)  App admin  another role              ?     no
    Jira (acme.atlassian.net)  User       default group jira-users  yes   yes
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Jira (acme.atlassian.net): access remains, from default group jira-users
    Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed; to list it, name it jira-software@acme-sandbox-110.atlassian.net.
    Seat unknown: Atlassian does not document whether a role that follows from another takes a seat.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "explain", admin, "--app", "jira", "--without-role", "site-admin"]), @"
    App                        Role       From                      Seat  Remains
    Jira (acme.atlassian.net)  App admin  another role              ?     yes
    Jira (acme.atlassian.net)  User       default group jira-users  yes   yes
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Jira (acme.atlassian.net): access remains, from another role, default group jira-users
    Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed; to list it, name it jira-software@acme-sandbox-110.atlassian.net.
    Seat unknown: Atlassian does not document whether a role that follows from another takes a seat.
    [exit status: 0]
    ");
}

/// Where a sandbox has an app of the same name, a row of a list says which words name either.
#[test]
fn a_list_is_told_how_to_name_one_of_several_apps() {
    let place = place();
    let list =
        |app: &str| format!("email,action,app\nada.admin@acme.example,remove-access,{app}\n");
    place.env.file("apps.csv", list("jira"));
    let change = [
        "change",
        "--csv",
        "apps.csv",
        "--include-admins",
        "--dry-run",
    ];
    let refused = place.run(&change);
    assert_eq!(refused.code, 2, "{refused}");
    let shown = refused.stderr.split_whitespace().collect::<Vec<_>>();
    let shown = shown.join(" ");
    let own = "jira-software@acme-sandbox-110.atlassian.net";
    assert!(shown.contains("; write "), "{refused}");
    assert!(shown.contains(own), "{refused}");
    place.env.file("apps.csv", list(own));
    place.run(&change).expect(0);
}
