//! Filters on apps, activity, the day of being added, and external users. Unknown is neither never nor no.

use std::ops::ControlFlow;

use atlctl_core::query::{Before, UserQuery};
use atlctl_core::sql::SqlError;
use atlctl_core::store::Mirror;
use rusqlite::Connection;

use crate::{NOW, Someone, mirror, now, person};

const DAY: i64 = 86_400;

/// Two sites with Jira and one with Confluence.
fn organization(dir: &std::path::Path) -> Mirror {
    let at = |name: &str, days_here: i64| Someone {
        days_here: Some(days_here),
        ..person(&format!("{name}@x.example"))
    };
    let names = [
        "recent",
        "old",
        "never",
        "fresh",
        "untold",
        "no_app",
        "apps_untold",
        "other_site",
    ];
    let people: Vec<Someone> = names
        .iter()
        .map(|name| at(name, if *name == "fresh" { 3 } else { 400 }))
        .collect();
    let mirror = mirror(dir, &people);
    let db = Connection::open(dir.join("mirror.sqlite")).unwrap();
    db.execute_batch(&format!(
        "UPDATE mirror_user SET apps_known = email <> 'apps_untold@x.example', account_type = 'atlassian';
         INSERT INTO mirror_product (no, id, key) VALUES (1, 'ari:1', 'jira-software'), (2, 'ari:2', 'jira-software'), (3, 'ari:3', 'confluence');
         INSERT INTO mirror_workspace (id, name, product, product_key, host_url, seen, first_sync) VALUES
           ('ari:1', 'Main', 'Jira', 'jira-software', 'https://one.example', 1, 1),
           ('ari:2', 'Second', 'Jira', 'jira-software', 'https://two.example/', 1, 1),
           ('ari:4', 'Nobody here', 'Bitbucket', 'bitbucket', NULL, 1, 1);
         INSERT INTO mirror_access (user_no, product_no, last_active, activity_unknown) VALUES
           (0, 1, {recent}, 0), (0, 3, NULL, 0),
           (1, 1, {old}, 0), (1, 2, NULL, 0), (1, 3, {recent}, 0),
           (2, 1, NULL, 0), (3, 1, NULL, 0),
           (4, 1, NULL, 1), (5, 3, {recent}, 0),
           (7, 1, {old}, 0), (7, 2, {recent}, 0);",
        recent = NOW - 5 * DAY,
        old = NOW - 300 * DAY,
    ))
    .unwrap();
    mirror
}

/// The names of the people that a query finds, and how many are left out as unknown.
fn asked(mirror: &Mirror, query: UserQuery) -> (String, u64) {
    let mut names = Vec::new();
    let columns = ["email".to_owned()];
    let found = query
        .run(mirror, now(), &columns, &mut |cells| {
            names.push(cells[0].text().unwrap().replace("@x.example", ""));
            ControlFlow::Continue(())
        })
        .unwrap();
    names.sort();
    (names.join(" "), found.unknown)
}

fn app(name: &str) -> UserQuery {
    UserQuery {
        app: vec![name.to_owned()],
        ..UserQuery::default()
    }
}

#[test]
fn apps_are_found_by_key_product_name_site_and_id() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = organization(dir.path());
    let jira = "fresh never old other_site recent untold".to_owned();
    for name in ["jira", "JIRA-software", "Jira", "jira-software"] {
        assert_eq!(asked(&mirror, app(name)), (jira.clone(), 1), "{name}");
    }
    for name in ["second", "ari:2", "two.example", "https://two.example"] {
        assert_eq!(
            asked(&mirror, app(name)),
            ("old other_site".to_owned(), 1),
            "{name}"
        );
    }
    assert_eq!(asked(&mirror, app("bitbucket")), (String::new(), 1));
    let error = app("jra").count(&mirror, now()).unwrap_err();
    assert!(matches!(&error, SqlError::App { .. }));
    assert_eq!(
        error.to_string(),
        "unknown app \"jra\"; did you mean \"jira\"?"
    );
}

/// Active on any site with the app is active in the app.
#[test]
fn activity_counts_in_the_app() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = organization(dir.path());
    let inactive = |name: &str| UserQuery {
        inactive_days: Some(90),
        ..app(name)
    };
    // Left out as unknown: "untold" and "apps_untold". "fresh" was never active, and added 3 days ago.
    assert_eq!(
        asked(&mirror, inactive("jira")),
        ("never old".to_owned(), 2)
    );
    assert_eq!(
        asked(&mirror, inactive("confluence")),
        ("recent".to_owned(), 1)
    );
    let never = |name: &str| UserQuery {
        never_active: true,
        ..app(name)
    };
    assert_eq!(asked(&mirror, never("jira")), ("fresh never".to_owned(), 2));
    assert_eq!(
        asked(&mirror, never("confluence")),
        ("recent".to_owned(), 1)
    );
}

#[test]
fn never_is_not_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let people = [
        person("never@x.example"),
        Someone {
            known: false,
            ..person("untold@x.example")
        },
        Someone {
            last_active: Some(NOW),
            ..person("active@x.example")
        },
    ];
    let mirror = mirror(dir.path(), &people);
    let never = UserQuery {
        never_active: true,
        ..UserQuery::default()
    };
    assert_eq!(asked(&mirror, never), ("never".to_owned(), 1));
}

#[test]
fn added_before_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str, days_here| Someone {
        days_here,
        ..person(&format!("{name}@x.example"))
    };
    let people = [at("new", Some(2)), at("old", Some(100)), at("untold", None)];
    let mirror = mirror(dir.path(), &people);
    let before = |before| UserQuery {
        added_before: Some(before),
        ..UserQuery::default()
    };
    let ago = |days| asked(&mirror, before(Before::DaysAgo(days)));
    assert_eq!(ago(90), ("old".to_owned(), 1));
    assert_eq!(ago(101), (String::new(), 1));
    // The time counts, and not only the day: so many days and an hour ago is longer ago.
    let db = Connection::open(dir.path().join("mirror.sqlite")).unwrap();
    let added = |time: &str| {
        let sql = "UPDATE mirror_user SET added_to_org = ?1 WHERE email = 'old@x.example'";
        db.execute(sql, [time]).unwrap();
    };
    let now: jiff::Timestamp = now();
    let cutoff = now
        .checked_sub(jiff::SignedDuration::from_hours(24 * 100))
        .unwrap();
    let hour = jiff::SignedDuration::from_hours(1);
    added(&cutoff.checked_sub(hour).unwrap().to_string());
    assert_eq!(ago(100), ("old".to_owned(), 1));
    added(&cutoff.checked_add(hour).unwrap().to_string());
    assert_eq!(ago(100), (String::new(), 1));
    // A day alone may be at its end.
    added(&cutoff.to_string()[..10]);
    assert_eq!(ago(100), (String::new(), 1));
    let day = jiff::civil::date(2100, 1, 1);
    assert_eq!(
        asked(&mirror, before(Before::Day(day))),
        ("new old".to_owned(), 1)
    );
}

/// A text that is no date says nothing of when somebody was added, whatever SQLite makes of it.
#[test]
fn what_is_no_date_is_not_long_ago() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str, days_here| Someone {
        days_here,
        ..person(&format!("{name}@x.example"))
    };
    let people = [
        at("old", Some(100)),
        at("number", Some(100)),
        at("overflow", Some(100)),
        at("word", Some(100)),
    ];
    let mirror = mirror(dir.path(), &people);
    let db = Connection::open(dir.path().join("mirror.sqlite")).unwrap();
    for (name, added) in [
        ("number", "12345"),
        ("overflow", "2025-02-30T10:00:00Z"),
        ("word", "1 January"),
    ] {
        db.execute(
            "UPDATE mirror_user SET added_to_org = ?2 WHERE email = ?1 || '@x.example'",
            [name, added],
        )
        .unwrap();
    }
    let before = UserQuery {
        added_before: Some(Before::DaysAgo(90)),
        ..UserQuery::default()
    };
    assert_eq!(asked(&mirror, before), ("old".to_owned(), 3));
    let inactive = UserQuery {
        inactive_days: Some(90),
        ..UserQuery::default()
    };
    assert_eq!(asked(&mirror, inactive), ("old".to_owned(), 3));
    let known: i64 = db
        .query_row("SELECT count(added_to_org_unix) FROM user", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(known, 1);
    // The guard for new accounts does not take them for old ones.
    let new = mirror.added_since(i64::MAX).unwrap();
    assert_eq!(new.len(), 3);
    assert!(new.values().all(Option::is_none));
}

#[test]
fn external_users_are_people_who_are_not_managed() {
    let dir = tempfile::tempdir().unwrap();
    let of = |name: &str, claim| Someone {
        claim,
        ..person(&format!("{name}@x.example"))
    };
    let people = [
        of("external", Some("unmanaged")),
        of("managed", Some("managed")),
        of("untold", None),
        of("app", Some("unmanaged")),
        of("type_untold", Some("unmanaged")),
        of("untold_app", None),
    ];
    let mirror = mirror(dir.path(), &people);
    let db = Connection::open(dir.path().join("mirror.sqlite")).unwrap();
    db.execute_batch(
        "UPDATE mirror_user SET account_type = CASE WHEN email LIKE '%app@%' THEN 'app' ELSE 'atlassian' END;
         UPDATE mirror_user SET account_type = NULL WHERE email LIKE 'type_untold@%';",
    )
    .unwrap();
    let external = UserQuery {
        external: true,
        ..UserQuery::default()
    };
    assert_eq!(asked(&mirror, external), ("external".to_owned(), 2));
}
