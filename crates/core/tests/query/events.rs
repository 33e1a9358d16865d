//! Lists of events: every filter, and how large lists are read.

use std::ops::ControlFlow;
use std::path::Path;

use atlctl_core::query::{Cell, EventQuery};
use atlctl_core::store::Mirror;
use rusqlite::Connection;

fn mirror(path: &Path) -> Mirror {
    drop(Mirror::open(path).unwrap());
    let db = Connection::open(path).unwrap();
    db.execute_batch(
        "INSERT INTO mirror_event (no, id, at, action, actor_id, actor_name, actor_email, ip, product) VALUES
           (1, 'e1', 1000, 'user_suspended', 'a1', 'Ann', 'ann@acme.example', '192.0.2.1', 'jira'),
           (2, 'e2', 2000, 'user_restored', 'a2', 'Bob_1', 'bob@acme.example', '192.0.2.2', NULL),
           (3, 'e3', 3000, 'group_created', 'a1', 'Ann', 'ann@acme.example', '192.0.2.1', 'confluence'),
           (4, 'e4', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
         INSERT INTO mirror_event_raw VALUES (1, '{\"x\":\"Über alles\"}'), (2, '{}'), (3, '{}'), (4, '{}');
         INSERT INTO mirror_event_target VALUES
           (1, 0, 0, 'users', 'u1', 'Carl', 'carl@acme.example'), (1, 1, 1, 'orgs', 'o1', NULL, NULL),
           (3, 0, 0, 'groups', 'g1', 'jira-admins', NULL);",
    )
    .unwrap();
    Mirror::open_read_only(path).unwrap()
}

fn ids(mirror: &Mirror, query: &EventQuery) -> Vec<String> {
    let mut ids = Vec::new();
    query
        .run(mirror, &["id".to_owned()], &mut |cells| {
            ids.push(cells[0].text().unwrap().to_owned());
            ControlFlow::Continue(())
        })
        .unwrap();
    ids
}

#[test]
fn each_filter_alone_and_together() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(&dir.path().join("m.sqlite"));
    let list = |text: &str| vec![text.to_owned()];
    let usual = EventQuery::default;
    for (query, want) in [
        (usual(), &["e3", "e2", "e1", "e4"][..]),
        (
            EventQuery {
                since: Some(2000),
                ..usual()
            },
            &["e3", "e2"],
        ),
        (
            EventQuery {
                until: Some(2000),
                ..usual()
            },
            &["e1"],
        ),
        (
            EventQuery {
                action: list("user_*"),
                ..usual()
            },
            &["e2", "e1"],
        ),
        (
            EventQuery {
                action: list("user%"),
                ..usual()
            },
            &[],
        ),
        (
            EventQuery {
                actor: list("ann@acme.example"),
                ..usual()
            },
            &["e3", "e1"],
        ),
        (
            EventQuery {
                actor: list("a2"),
                ..usual()
            },
            &["e2"],
        ),
        (
            EventQuery {
                actor: list("bob_*"),
                ..usual()
            },
            &["e2"],
        ),
        (
            EventQuery {
                actor: list("an_*"),
                ..usual()
            },
            &[],
        ),
        (
            EventQuery {
                target: list("carl@acme.example"),
                ..usual()
            },
            &["e1"],
        ),
        (
            EventQuery {
                target: list("*admins"),
                ..usual()
            },
            &["e3"],
        ),
        (
            EventQuery {
                target: list("o1"),
                ..usual()
            },
            &["e1"],
        ),
        (
            EventQuery {
                ip: list("192.0.2.2"),
                ..usual()
            },
            &["e2"],
        ),
        (
            EventQuery {
                product: list("jira"),
                ..usual()
            },
            &["e1"],
        ),
        (
            EventQuery {
                text: Some("ÜBER".to_owned()),
                ..usual()
            },
            &["e1"],
        ),
        (
            EventQuery {
                where_: Some("targets IS NULL".to_owned()),
                ..usual()
            },
            &["e2", "e4"],
        ),
        (
            EventQuery {
                actor: list("a1"),
                action: list("group_created"),
                since: Some(0),
                ..usual()
            },
            &["e3"],
        ),
    ] {
        assert_eq!(ids(&mirror, &query), want, "{query:?}");
    }
    assert!(
        EventQuery {
            where_: Some("1; DROP TABLE x".to_owned()),
            ..usual()
        }
        .run(&mirror, &["id".to_owned()], &mut |_| ControlFlow::Continue(
            ()
        ))
        .is_err()
    );
}

#[test]
fn a_limit_says_how_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(&dir.path().join("m.sqlite"));
    let query = EventQuery {
        limit: Some(2),
        ..EventQuery::default()
    };
    let columns = ["id", "targets"].map(str::to_owned);
    let mut rows = Vec::new();
    let found = query
        .run(&mirror, &columns, &mut |cells| {
            rows.push(cells);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!((found.rows, found.total), (2, 4));
    assert_eq!(rows[0][1], Cell::Text("jira-admins".to_owned()));
    assert_eq!(rows[1][1], Cell::Unknown);
}

/// The usual list, and one by action, actor or target, walk along an index.
#[test]
fn large_lists_are_read_along_an_index() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.sqlite");
    drop(mirror(&path));
    let db = Connection::open(&path).unwrap();
    for (condition, index) in [
        ("at_ms >= 5", "mirror_event_at"),
        ("action = 'x'", "mirror_event_action"),
        ("actor_account_id = 'x'", "mirror_event_actor"),
        (
            "id IN (SELECT t.event_id FROM event_target t WHERE t.id = 'x')",
            "mirror_event_target_id",
        ),
    ] {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT id, at FROM event WHERE {condition} ORDER BY at_ms DESC LIMIT 5"
        );
        let mut read = db.prepare(&sql).unwrap();
        let plan: Vec<String> = read
            .query_map([], |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{condition}: {plan:?}"
        );
    }
}

/// Many events name an account by its ID alone: it is found by the address that the mirror has for it.
#[test]
fn an_address_finds_events_that_name_an_account_by_its_id() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.sqlite");
    let mirror = mirror(&path);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "INSERT INTO mirror_user (no, account_id, email, email_key, seen, first_sync, activity_known, groups_known, apps_known, roles_known) VALUES
               (1, 'u9', 'Dora@Acme.example', 'dora@acme.example', 1, 1, 0, 0, 0, 0),
               (2, 'a9', 'eve@acme.example', 'eve@acme.example', 1, 1, 0, 0, 0, 0);
             INSERT INTO mirror_event (no, id, at, action, actor_id) VALUES (5, 'e5', 5000, 'user_suspended', 'a9');
             INSERT INTO mirror_event_target VALUES (5, 0, 0, 'users', 'u9', 'Dora', NULL);",
        )
        .unwrap();
    for address in ["dora@acme.example", "DORA@acme.example"] {
        let query = EventQuery {
            target: vec![address.to_owned()],
            ..EventQuery::default()
        };
        assert_eq!(ids(&mirror, &query), ["e5"], "{address}");
    }
    let by = |actor: &str| EventQuery {
        actor: vec![actor.to_owned()],
        ..EventQuery::default()
    };
    assert_eq!(ids(&mirror, &by("eve@acme.example")), ["e5"]);
    assert_eq!(ids(&mirror, &by("dora@acme.example")), Vec::<String>::new());
    // By the address in the event itself, too.
    assert_eq!(ids(&mirror, &by("bob@acme.example")), ["e2"]);
}

#[test]
fn events_without_a_time_are_counted_where_a_time_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(&dir.path().join("m.sqlite"));
    let unknown = |query: EventQuery| {
        let mut all = |_| ControlFlow::Continue(());
        let found = query.run(&mirror, &["id".to_owned()], &mut all).unwrap();
        found.unknown
    };
    let since = || EventQuery {
        since: Some(2000),
        ..EventQuery::default()
    };
    assert_eq!(unknown(since()), 1);
    assert_eq!(unknown(EventQuery::default()), 0);
    let action = vec!["user_suspended".to_owned()];
    assert_eq!(unknown(EventQuery { action, ..since() }), 0);
}

#[test]
fn groups_and_people_are_found_by_the_names_that_the_mirror_has() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.sqlite");
    let mirror = mirror(&path);
    let db = Connection::open(&path).unwrap();
    db.execute_batch(
        "INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g2', 'Payroll-Admins', 1, 1);
         INSERT INTO mirror_event_target VALUES (2, 0, 0, 'groups', 'g2', NULL, NULL);",
    )
    .unwrap();
    for (target, want) in [
        ("Payroll-Admins", &["e2"][..]),
        ("payroll-admins", &["e2"]),
        ("payroll*", &["e2"]),
        ("payroll", &[]),
    ] {
        let target = vec![target.to_owned()];
        let query = EventQuery {
            target,
            ..EventQuery::default()
        };
        assert_eq!(ids(&mirror, &query), want);
    }
    let text = EventQuery {
        text: Some("Payroll".to_owned()),
        ..EventQuery::default()
    };
    assert_eq!(ids(&mirror, &text), ["e2"]);
}
