//! Filters over people against a naive filter over the same people; SQL that may only read.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use atlctl_core::query::{Cell, Found, Gone, List, ListQuery, Managed, Order, UserQuery};
use atlctl_core::sql::{self, Limits, SqlError};
use atlctl_core::store::{Mirror, StoreError};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use rusqlite::{Connection, params};

const NOW: i64 = 1_750_000_000;

#[derive(Debug, Clone)]
struct Someone {
    status: Option<&'static str>,
    claim: Option<&'static str>,
    admin: Option<bool>,
    email: Option<String>,
    name: Option<&'static str>,
    known: bool,
    last_active: Option<i64>,
    days_here: Option<i64>,
    groups: [bool; 2],
    /// Not told, told none, one of two.
    policy: u8,
    gone: bool,
}

fn someone() -> impl Strategy<Value = Someone> {
    let of =
        |values: &'static [&'static str]| proptest::option::of(proptest::sample::select(values));
    (
        of(&["active", "suspended", "odd"]),
        of(&["managed", "unmanaged", "odd"]),
        any::<Option<bool>>(),
        proptest::option::of("[a-cA-C]{1,3}@(x|y|Z)\\.example"),
        of(&["Ärger Ünal", "ärger", "Bob %_", "O'Neill"]),
        any::<bool>(),
        proptest::option::of(0..200_i64),
        proptest::option::of(0..200_i64),
        any::<[bool; 2]>(),
        0..4_u8,
        proptest::bool::weighted(0.2),
    )
        .prop_map(
            |(
                status,
                claim,
                admin,
                email,
                name,
                known,
                active,
                days_here,
                groups,
                policy,
                gone,
            )| Someone {
                status,
                claim,
                admin,
                email,
                name,
                known,
                last_active: active.filter(|_| known).map(|days| NOW - days * 86_400),
                days_here,
                groups,
                policy,
                gone,
            },
        )
}

fn mirror(dir: &Path, people: &[Someone]) -> Mirror {
    let path = dir.join("mirror.sqlite");
    let mirror = Mirror::open(&path).unwrap();
    let mut db = Connection::open(&path).unwrap();
    let change = db.transaction().unwrap();
    change
        .execute_batch(
            "INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g-1', 'Alpha', 1, 1), (2, 'g-2', 'Beta', 1, 1), (3, 'g-3', 'beta', 1, 1);
             INSERT INTO mirror_policy (no, id, name) VALUES (1, 'p-1', 'Basic'), (2, 'p-2', NULL);",
        )
        .unwrap();
    for (no, person) in people.iter().enumerate() {
        let no = no as i64;
        let added = person.days_here.map(|days| {
            Timestamp::from_second(NOW - days * 86_400)
                .unwrap()
                .to_string()
        });
        change
            .execute(
                "INSERT INTO mirror_user (no, account_id, seen, first_sync, gone_sync, status, claim_status, org_admin, email, email_key, name, activity_known, last_active, added_to_org)
                 VALUES (?1, '#' || ?1, 1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![no, person.gone.then_some(1), person.status, person.claim, person.admin, person.email,
                    person.email.as_ref().map(|email| email.to_lowercase()), person.name, person.known, person.last_active, added],
            )
            .unwrap();
        for (group, inside) in person.groups.iter().enumerate() {
            if *inside {
                change
                    .execute(
                        "INSERT INTO mirror_membership VALUES (?1, ?2)",
                        params![no, group as i64 + 1],
                    )
                    .unwrap();
            }
        }
        if person.policy > 0 {
            let policy = Some(i64::from(person.policy) - 1).filter(|policy| *policy > 0);
            change
                .execute(
                    "INSERT INTO mirror_policy_member VALUES (?1, ?2, NULL, 1)",
                    params![no, policy],
                )
                .unwrap();
        }
    }
    change.commit().unwrap();
    mirror
}

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn ids(query: &UserQuery, mirror: &Mirror) -> (Vec<String>, Found) {
    let mut ids = Vec::new();
    let found = query
        .run(mirror, now(), &["account_id".to_owned()], &mut |row| {
            ids.push(row[0].text().unwrap().to_owned());
            ControlFlow::Continue(())
        })
        .unwrap();
    ids.sort();
    (ids, found)
}

/// Everything but inactivity.
fn fits(query: &UserQuery, person: &Someone) -> bool {
    let holds = |text: &Option<String>, part: &str| {
        text.as_ref()
            .is_some_and(|text| text.to_lowercase().contains(&part.to_lowercase()))
    };
    let domain = person
        .email
        .as_ref()
        .map(|email| email.to_lowercase().split_once('@').unwrap().1.to_owned());
    let group = |name: &String| match name.to_lowercase().as_str() {
        "g-1" | "alpha" => person.groups[0],
        "g-2" | "beta" => person.groups[1],
        _ => false,
    };
    let policy = |name: &String| match name.to_lowercase().as_str() {
        "unknown" => person.policy == 0,
        "none" => person.policy == 1,
        "p-1" | "basic" => person.policy == 2,
        "p-2" => person.policy == 3,
        _ => false,
    };
    (match query.gone {
        Gone::No => !person.gone,
        Gone::Only => person.gone,
        Gone::Any => true,
    }) && (query.status.is_empty()
        || query.status.iter().any(|status| status == person.status.unwrap_or("unknown")))
        // Who is gone is in no group any more.
        && (query.group.is_empty() || !person.gone && query.group.iter().any(group))
        && (query.policy.is_empty() || query.policy.iter().any(policy))
        && (query.domain.is_empty()
            || query.domain.iter().any(|wanted| domain.as_deref() == Some(&wanted.to_lowercase())))
        && query.managed.is_none_or(|managed| match managed {
            Managed::Yes => person.claim == Some("managed"),
            Managed::No => person.claim == Some("unmanaged"),
            Managed::Unknown => !matches!(person.claim, Some("managed" | "unmanaged")),
        })
        && query.admin.is_none_or(|admin| person.admin == Some(admin))
        && query.search.as_ref().is_none_or(|part| {
            holds(&person.email, part) || holds(&person.name.map(str::to_owned), part)
        })
        && query.where_.is_none() | (person.status == Some("active"))
}

fn inactive(person: &Someone, days: u32) -> bool {
    let cutoff = now() - (i64::from(days) * 24).hours();
    match person.last_active {
        Some(at) => at < cutoff.as_second(),
        None => person.days_here.is_none_or(|here| {
            let day = |time: Timestamp| time.to_string()[..10].to_owned();
            day(Timestamp::from_second(NOW - here * 86_400).unwrap()) < day(cutoff)
        }),
    }
}

/// Whether somebody would fit, if what nobody told of them were as asked.
fn left_out(query: &UserQuery, person: &Someone) -> bool {
    let policy_untold = person.policy == 0 && person.claim != Some("unmanaged");
    let untold = [
        (person.status.is_none(), !query.status.is_empty()),
        (
            !matches!(person.claim, Some("managed" | "unmanaged")),
            query
                .managed
                .is_some_and(|managed| managed != Managed::Unknown),
        ),
        (person.admin.is_none(), query.admin.is_some()),
        (policy_untold, !query.policy.is_empty()),
        (!person.known, query.inactive_days.is_some()),
    ];
    let inactive_fits = |days| person.known && inactive(person, days);
    let whole = fits(query, person) && query.inactive_days.is_none_or(inactive_fits);
    let untold = untold.map(|(untold, asked)| untold && asked);
    if whole || !untold.contains(&true) {
        return false;
    }
    let [status, managed, admin, policy, activity] = untold;
    let mut rest = query.clone();
    if status {
        rest.status.clear();
    }
    if managed {
        rest.managed = None;
    }
    if admin {
        rest.admin = None;
    }
    if policy {
        rest.policy.clear();
    }
    fits(&rest, person) && (activity || rest.inactive_days.is_none_or(inactive_fits))
}

fn filter() -> impl Strategy<Value = UserQuery> {
    let some = |values: &'static [&'static str]| {
        proptest::sample::subsequence(
            values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>(),
            0..2,
        )
    };
    (
        (
            some(&["active", "suspended", "unknown"]),
            some(&["g-1", "ALPHA", "Beta"]),
            some(&["p-1", "basic", "none", "unknown"]),
            some(&["x.example", "Z.example"]),
        ),
        (
            proptest::option::of(proptest::sample::select(vec![
                Managed::Yes,
                Managed::No,
                Managed::Unknown,
            ])),
            any::<Option<bool>>(),
        ),
        proptest::option::of(proptest::sample::select(vec![
            "a", "ÄRG", "%", "x.ex", "o'n", "@",
        ])),
        proptest::option::of(0..200_u32),
        proptest::sample::select(vec![Gone::No, Gone::No, Gone::Only, Gone::Any]),
        proptest::bool::weighted(0.2),
    )
        .prop_map(
            |(
                (status, group, policy, domain),
                (managed, admin),
                search,
                inactive_days,
                gone,
                where_,
            )| UserQuery {
                status,
                group,
                policy,
                domain,
                managed,
                admin,
                search: search.map(str::to_owned),
                inactive_days,
                where_: where_.then(|| "status = 'active' OR status IN ('active')".to_owned()),
                gone,
                ..UserQuery::default()
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn filters_compose(people in proptest::collection::vec(someone(), 0..40), queries in proptest::collection::vec(filter(), 12)) {
        let dir = tempfile::tempdir().unwrap();
        let mirror = mirror(dir.path(), &people);
        for query in queries {
            let (got, found) = ids(&query, &mirror);
            let fitting = || people.iter().enumerate().filter(|(_, person)| fits(&query, person));
            let mut want: Vec<String> = fitting()
                .filter(|(_, person)| query.inactive_days.is_none_or(|days| person.known && inactive(person, days)))
                .map(|(no, _)| format!("#{no}"))
                .collect();
            want.sort();
            prop_assert_eq!(&got, &want, "{:?}", query);
            let unknown = people.iter().filter(|person| left_out(&query, person)).count();
            prop_assert_eq!(found.unknown, unknown as u64, "{:?}", query);
            prop_assert_eq!(query.count(&mirror, now()).unwrap(), want.len() as u64);
        }
    }

    #[test]
    fn no_condition_panics_or_writes(condition in "\\PC{0,30}") {
        let dir = tempfile::tempdir().unwrap();
        let mirror = mirror(dir.path(), &[]);
        let query = UserQuery { where_: Some(condition), ..UserQuery::default() };
        let _ = query.count(&mirror, now());
    }
}

fn person(email: &str) -> Someone {
    Someone {
        status: Some("active"),
        claim: Some("managed"),
        admin: Some(false),
        email: Some(email.to_owned()),
        name: None,
        known: true,
        last_active: None,
        days_here: None,
        groups: [true, false],
        policy: 1,
        gone: false,
    }
}

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
        .starts_with("there is no column \"mail\"; there are account_id, email")
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
        .contains("a bracket closes")
    );
    let where_ = Some("mail = 'x'".to_owned());
    assert_eq!(
        unknown(UserQuery {
            where_,
            ..UserQuery::default()
        }),
        "no such column: mail"
    );
    let where_ = Some("1 = 1".to_owned());
    let status = vec!["suspneded".to_owned()];
    assert!(
        unknown(UserQuery {
            status,
            where_,
            ..UserQuery::default()
        })
        .starts_with("nobody is in the state \"suspneded\"; there are active, suspended")
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

fn ask(
    path: &Path,
    statement: &str,
    limits: Limits,
) -> Result<(Vec<Vec<Cell>>, sql::Answer), SqlError> {
    let mut rows = Vec::new();
    let answer = sql::run(path, statement, limits, &mut |_, row| {
        rows.push(row.to_vec());
        ControlFlow::Continue(())
    })?;
    Ok((rows, answer))
}

fn place(dir: &Path) -> PathBuf {
    mirror(dir, &[person("a@x.example")]).path().to_owned()
}

#[test]
fn sql_reads() {
    let dir = tempfile::tempdir().unwrap();
    let path = place(dir.path());
    let (rows, answer) = ask(
        &path,
        " SELECT email, 1.5 AS x, NULL FROM user; ",
        Limits::default(),
    )
    .unwrap();
    assert_eq!(
        rows,
        [vec![
            Cell::Text("a@x.example".into()),
            Cell::Real(1.5),
            Cell::Unknown
        ]]
    );
    assert_eq!(answer.columns[..2], ["email", "x"]);
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n";
    let limits = Limits {
        rows: 7,
        ..Limits::default()
    };
    let (rows, answer) = ask(&path, many, limits).unwrap();
    assert_eq!((rows.len(), answer.more), (7, true));
}

#[test]
fn sql_does_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = place(dir.path());
    let outside = dir.path().join("out.db");
    let before = std::fs::read(&path).unwrap();
    let out = outside.display();
    for statement in [
        "DELETE FROM mirror_user".to_owned(),
        "UPDATE mirror_user SET email = 'x'".to_owned(),
        "INSERT INTO mirror_policy (id) VALUES ('x')".to_owned(),
        "DROP VIEW user".to_owned(),
        "CREATE TEMP TABLE t (x)".to_owned(),
        format!("ATTACH '{out}' AS other"),
        format!("VACUUM INTO '{out}'"),
        "PRAGMA query_only = 0".to_owned(),
        "PRAGMA journal_mode = DELETE".to_owned(),
        "PRAGMA writable_schema = 1".to_owned(),
        "SELECT load_extension('x')".to_owned(),
        format!("SELECT writefile('{out}', 'x')"),
        "SELECT readfile('/etc/passwd')".to_owned(),
        "SELECT randomblob(1000000000)".to_owned(),
        "BEGIN".to_owned(),
        "EXPLAIN DELETE FROM mirror_user".to_owned(),
        "WITH x AS (SELECT 1) DELETE FROM mirror_user RETURNING *".to_owned(),
    ] {
        let error = ask(&path, &statement, Limits::default()).unwrap_err();
        assert!(
            matches!(error, SqlError::NotReading(_) | SqlError::Sql(_)),
            "{statement}: {error:?}"
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(!outside.exists());
}

#[test]
fn sql_is_one_statement_and_ends() {
    let dir = tempfile::tempdir().unwrap();
    let path = place(dir.path());
    let limits = Limits::default();
    assert!(matches!(
        ask(&path, "SELECT 1; SELECT 2", limits),
        Err(SqlError::Several)
    ));
    assert!(matches!(
        ask(&path, "SELECT 1; nonsense", limits),
        Err(SqlError::Several)
    ));
    assert!(matches!(
        ask(&path, " -- nothing\n", limits),
        Err(SqlError::Empty)
    ));
    assert!(matches!(
        ask(&path, "SELECT ?1", limits),
        Err(SqlError::Sql(_))
    ));
    let forever =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let short = Limits {
        time: Duration::from_millis(50),
        ..limits
    };
    assert!(matches!(
        ask(&path, forever, short),
        Err(SqlError::TooLong(_))
    ));
    let missing = ask(&dir.path().join("no.sqlite"), "SELECT 1", limits);
    assert!(matches!(
        missing,
        Err(SqlError::Store(StoreError::Missing { .. }))
    ));
}
