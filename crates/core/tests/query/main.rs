//! Filters over people against a naive filter over the same people; lists; SQL that may only read.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod apps;
mod bounds;
mod events;
mod filters;
mod lists;
mod sql;

use std::path::Path;

use atlctl_core::store::Mirror;
use jiff::Timestamp;
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
                "INSERT INTO mirror_user (no, account_id, seen, first_sync, gone_sync, status, claim_status, org_admin, email, email_key, name, activity_known, last_active, added_to_org, groups_known)
                 VALUES (?1, '#' || ?1, 1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)",
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
                    "INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES (?1, ?2, 1)",
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
