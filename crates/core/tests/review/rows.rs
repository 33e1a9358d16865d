//! A small review.

use std::collections::BTreeMap;

use atlctl_core::plan::Actor;
use atlctl_core::review::{
    About, Freshness, ReviewRow, Reviewer, Scope, ScopeEntry, ScopeKind, Started, Step, row_id,
};

pub const REVIEW: &str = "20261124-0a1b2c3d";
pub const ACCESS: &str = "group:jira-admins";

/// A row of a person: `ann` reviews those before `n`, `bob` the others.
pub fn row(number: u32, access: &str, reviewer: &str) -> ReviewRow {
    let account = format!("712020:{number}");
    ReviewRow {
        row: row_id(REVIEW, access, &account),
        access: access.to_owned(),
        email: Some(format!("person.{number}@acme.example")),
        name: Some(format!("Person {number}")),
        status: Some("active".to_owned()),
        last_active: None,
        activity_known: number.is_multiple_of(2),
        how: Some("member of the group".to_owned()),
        since: None,
        reviewer: reviewer.to_owned(),
        own: false,
        account,
    }
}

/// Four rows of Ann and two of Bob.
pub fn rows() -> Vec<ReviewRow> {
    let ann = (1..=4).map(|number| row(number, ACCESS, "ann@acme.example"));
    let bob = (1..=2).map(|number| row(number, "role:org-admin", "bob@acme.example"));
    ann.chain(bob).collect()
}

pub fn reviewer(name: &str, rows: u64) -> Reviewer {
    Reviewer {
        reviewer: name.to_owned(),
        rows,
        own: 0,
        csv: format!("reviewers/{name}.csv"),
        page: format!("reviewers/{name}.html"),
    }
}

pub fn started() -> Started {
    let scope = |kind, name: &str, rows, unknown| ScopeEntry {
        scope: Scope {
            kind,
            id: format!("id-{name}"),
            name: name.to_owned(),
            role: None,
            directory: None,
        },
        rows,
        unknown,
        unlisted: None,
        outdated: None,
    };
    Started {
        id: REVIEW.to_owned(),
        org: "org-1".to_owned(),
        org_name: Some("Acme".to_owned()),
        mirror: Freshness {
            parts: Vec::new(),
            sync: Some(3),
            state: Some("complete".to_owned()),
            started: Some("2026-11-24T08:00:00Z".parse().unwrap()),
            finished: Some("2026-11-24T08:01:00Z".parse().unwrap()),
        },
        scopes: vec![
            scope(ScopeKind::Group, "jira-admins", 4, 0),
            scope(ScopeKind::Role, "org-admin", 2, 7),
        ],
        filters: BTreeMap::new(),
        reviewers: vec![
            reviewer("ann@acme.example", 4),
            reviewer("bob@acme.example", 2),
        ],
        due: Some("2026-12-15".parse().unwrap()),
    }
}

pub fn step(about: About) -> Step {
    Step {
        at: "2026-11-24T09:00:00Z".parse().unwrap(),
        actor: Actor::default(),
        tool: "1.0.0".to_owned(),
        about,
        files: Vec::new(),
    }
}
