//! What lists of people and groups hold, in which order, and what is said of what is not there.

use std::ops::ControlFlow;

use atlctl_core::query::{Cell, List, ListQuery, Order, UserQuery};
use atlctl_core::store::StoreError;
use rusqlite::Connection;

use crate::{Someone, mirror, now, person};

#[test]
fn never_none_and_unknown_are_three_things() {
    let dir = tempfile::tempdir().unwrap();
    let mut dim = person("b@x.example");
    (dim.known, dim.policy, dim.claim) = (false, 0, None);
    let mirror = mirror(dir.path(), &[person("a@x.example"), dim]);
    let columns = ["last_active", "policy", "managed", "name"].map(str::to_owned);
    let mut rows = Vec::new();
    UserQuery::default()
        .run(&mirror, now(), &columns, &mut |row| {
            rows.push(row.to_vec());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(
        rows,
        [
            vec![Cell::Never, Cell::None, Cell::Truth(true), Cell::Unknown],
            vec![Cell::Unknown, Cell::Unknown, Cell::Unknown, Cell::Unknown]
        ]
    );
}

#[test]
fn order_limit_and_what_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let people: Vec<Someone> = ["c", "A", "b"]
        .iter()
        .map(|n| person(&format!("{n}@x.example")))
        .collect();
    let mirror = mirror(dir.path(), &people);
    let emails = |query: UserQuery| {
        let mut emails = Vec::new();
        let found = query.run(&mirror, now(), &["email".to_owned()], &mut |row| {
            emails.push(row[0].text().unwrap()[..1].to_owned());
            ControlFlow::Continue(())
        });
        (emails.concat(), found)
    };
    assert_eq!(emails(UserQuery::default()).0, "Abc");
    let order = vec![Order {
        column: "email".to_owned(),
        descending: true,
    }];
    let (some, found) = emails(UserQuery {
        order,
        limit: Some(2),
        ..UserQuery::default()
    });
    assert_eq!((some.as_str(), found.unwrap().total), ("cb", 3));
    let unknown = |query: UserQuery| emails(query).1.unwrap_err().to_string();
    let order = vec![Order {
        column: "mail".to_owned(),
        descending: false,
    }];
    assert!(
        unknown(UserQuery {
            order,
            ..UserQuery::default()
        })
        .starts_with("unknown column \"mail\"; did you mean \"email\"")
    );
    let group = vec!["gamma".to_owned()];
    assert_eq!(
        unknown(UserQuery {
            group,
            ..UserQuery::default()
        }),
        "group \"gamma\" is not in the mirror"
    );
    let where_ = Some("1) OR (1".to_owned());
    assert!(
        unknown(UserQuery {
            where_,
            ..UserQuery::default()
        })
        .contains("it closes a bracket that it does not open")
    );
    let where_ = Some("mail = 'x'".to_owned());
    assert_eq!(
        unknown(UserQuery {
            where_,
            ..UserQuery::default()
        }),
        "no column \"mail\"; did you mean \"email\"?"
    );
    let where_ = Some("1 = 1".to_owned());
    let status = vec!["suspneded".to_owned()];
    assert!(
        unknown(UserQuery {
            status,
            where_,
            ..UserQuery::default()
        })
        .starts_with("unknown status \"suspneded\"; use one of active, suspended")
    );
    assert!(matches!(
        mirror.group_id("BETA"),
        Err(StoreError::Ambiguous { .. })
    ));
    assert_eq!(mirror.policy_id("bASIC").unwrap().as_str(), "p-1");
}

#[test]
fn groups_are_listed_with_their_members() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(dir.path(), &[person("a@x.example"), person("b@x.example")]);
    let mut rows = Vec::new();
    let columns = ["name", "members", "users", "gone"].map(str::to_owned);
    ListQuery {
        search: Some("AL".into()),
        ..ListQuery::default()
    }
    .run(&mirror, List::Groups, &columns, &mut |row| {
        rows.push(row.to_vec());
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(
        rows,
        [vec![
            Cell::Text("Alpha".into()),
            Cell::Number(2),
            Cell::Unknown,
            Cell::Truth(false)
        ]]
    );
}

/// Letters beyond ASCII have a case, too.
#[test]
fn names_are_found_whatever_their_case() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(dir.path(), &[]);
    Connection::open(mirror.path())
        .unwrap()
        .execute_batch(
            "INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (9, 'g-9', 'ÜBER-Café', 1, 1)",
        )
        .unwrap();
    assert_eq!(mirror.group_id("über-CAFÉ").unwrap().as_str(), "g-9");
    for search in ["über", "ÜBER", "CAFÉ", "G-9"] {
        let query = ListQuery {
            search: Some(search.into()),
            ..ListQuery::default()
        };
        let mut rows = 0;
        query
            .run(&mirror, List::Groups, &["id".to_owned()], &mut |_| {
                rows += 1;
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(rows, 1, "{search}");
    }
}
