//! Lists, filters, explanations and differences, read from a mirror of 500,000 people.

use super::large::Large;
use super::{Failure, Figure, Setup};

/// What a person asks, and the command for it.
type Asked = (&'static str, &'static [&'static str]);

/// Somebody whose groups give apps.
const PERSON: &str = "aick.7@department7.example.com";
/// The app of one site: another site has one with the same name.
const APP: &str = "ari:cloud:jira-software::site/00000000-0000-4000-8000-000000000000";
/// Somebody who acts in the audit log.
const ACTOR: &str = "aick.3@department3.example.com";

/// Measures lists, filters and explanations, and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let large = Large::new(setup)?;
    let mut figures = large.first_byte(
        &format!("user list -o csv of {}", large.people()),
        &["user", "list", "-o", "csv"],
    )?;
    for (what, words) in LISTS {
        figures.extend(large.whole(what, words)?);
    }
    Ok(figures)
}

/// Measures differences between moments, and lists of the past, and returns the figures.
pub fn past(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let large = Large::new(setup)?;
    let mut figures = Vec::new();
    for (what, words) in DIFFERENCES {
        figures.extend(large.whole(what, words)?);
    }
    for (what, words) in PAST {
        let words = [words, &["--as-of", "1"]].concat();
        figures.extend(large.whole(&format!("{what}, {}", large.past()), &words)?);
    }
    Ok(figures)
}

const LISTS: [Asked; 34] = [
    ("first 50 people", &["user", "list", "--limit", "50"]),
    (
        "first 50 people by last activity",
        &["user", "list", "--sort", "last_active", "--limit", "50"],
    ),
    (
        "first 50 managed people inactive for 90 days",
        &[
            "user",
            "list",
            "--managed",
            "--inactive",
            "90d",
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 people by a part of the name",
        &["user", "list", "--search", "4999", "--limit", "50"],
    ),
    (
        "people by a text that few have",
        &["user", "list", "--search", "nick.499999@"],
    ),
    (
        "first 50 people by status",
        &["user", "list", "--status", "active", "--limit", "50"],
    ),
    (
        "first 50 people of a large group",
        &["user", "list", "--group", "group-0", "--limit", "50"],
    ),
    (
        "people of a small group",
        &["user", "list", "--group", "group-1000"],
    ),
    (
        "first 50 people with an app",
        &["user", "list", "--app", "jira", "--limit", "50"],
    ),
    (
        "first 50 people inactive in an app",
        &[
            "user",
            "list",
            "--app",
            "jira",
            "--inactive",
            "90d",
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 people of a policy",
        &["user", "list", "--policy", "Policy 3", "--limit", "50"],
    ),
    (
        "first 50 people without a policy",
        &["user", "list", "--policy", "none", "--limit", "50"],
    ),
    (
        "first 50 people of a domain",
        &[
            "user",
            "list",
            "--domain",
            "department7.example.com",
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 people with a token",
        &["user", "list", "--has-token", "--limit", "50"],
    ),
    ("organization admins", &["user", "list", "--admin"]),
    (
        "first 50 people by role",
        &["user", "list", "--role", "user", "--limit", "50"],
    ),
    (
        "first 50 external users",
        &["user", "list", "--external", "--limit", "50"],
    ),
    (
        "first 50 people by --where",
        &[
            "user",
            "list",
            "--where",
            "mfa_enabled = 0 AND managed",
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 people added before",
        &["user", "list", "--added-before", "90d", "--limit", "50"],
    ),
    ("one person", &["user", "show", PERSON]),
    ("why a person has apps", &["user", "explain", PERSON]),
    (
        "why a person has an app, without a group",
        &[
            "user",
            "explain",
            PERSON,
            "--app",
            APP,
            "--without-group",
            "group-0",
        ],
    ),
    ("groups", &["group", "list"]),
    (
        "first 50 groups by members",
        &["group", "list", "--sort", "-members", "--limit", "50"],
    ),
    ("first 50 tokens", &["token", "list", "--limit", "50"]),
    (
        "first 50 tokens not used for 180 days",
        &["token", "list", "--unused", "180d", "--limit", "50"],
    ),
    (
        "first 50 tokens that expire",
        &["token", "list", "--expiring", "30d", "--limit", "50"],
    ),
    (
        "first 50 tokens by a text",
        &["token", "list", "--search", "4999", "--limit", "50"],
    ),
    (
        "first 50 events",
        &["event", "list", "--since", "2020-01-01", "--limit", "50"],
    ),
    (
        "first 50 events by actor",
        &[
            "event",
            "list",
            "--since",
            "2020-01-01",
            "--actor",
            ACTOR,
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 events by target",
        &[
            "event",
            "list",
            "--since",
            "2020-01-01",
            "--target",
            PERSON,
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 events by action",
        &[
            "event",
            "list",
            "--since",
            "2020-01-01",
            "--action",
            "action_7",
            "--limit",
            "50",
        ],
    ),
    (
        "first 50 events with a text",
        &[
            "event",
            "list",
            "--since",
            "2020-01-01",
            "--search",
            "action_7",
            "--limit",
            "50",
        ],
    ),
    (
        "events with a text that few have",
        &[
            "event",
            "list",
            "--since",
            "2020-01-01",
            "--search",
            "nick.499999@",
        ],
    ),
];

const DIFFERENCES: [Asked; 4] = [
    (
        "changes since the last sync",
        &["snapshot", "diff", "5", "6"],
    ),
    ("changes of 5 syncs", &["snapshot", "diff", "1", "6"]),
    (
        "changes of memberships in 5 syncs",
        &["snapshot", "diff", "1", "6", "--of", "memberships"],
    ),
    (
        "changes of activity in 5 syncs",
        &["snapshot", "diff", "1", "6", "--of", "activity"],
    ),
];

const PAST: [Asked; 9] = [
    ("first 50 people", &["user", "list", "--limit", "50"]),
    (
        "first 50 people inactive for 90 days",
        &["user", "list", "--inactive", "90d", "--limit", "50"],
    ),
    (
        "people of a small group",
        &["user", "list", "--group", "group-1000"],
    ),
    (
        "first 50 people with an app",
        &["user", "list", "--app", "jira", "--limit", "50"],
    ),
    (
        "first 50 people by a part of the name",
        &["user", "list", "--search", "4999", "--limit", "50"],
    ),
    ("one person", &["user", "show", PERSON]),
    ("why a person has apps", &["user", "explain", PERSON]),
    ("groups", &["group", "list"]),
    ("first 50 tokens", &["token", "list", "--limit", "50"]),
];
