//! Organizations in which much is unknown, made at random, and questions to them in SQL.

use std::path::Path;

use atlctl_core::query::Cell;
use atlctl_core::report::{About, Prices, Report, Request};
use atlctl_core::store::Mirror;
use jiff::Timestamp;
use rusqlite::{Connection, params};

pub const NOW: i64 = 1_790_000_000;
pub const DAY: i64 = 86_400;

/// Numbers that look like chance, the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below this.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn maybe<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let at = self.below(of.len() as u64 + 1) as usize;
        of.get(at).copied()
    }

    fn truth(&mut self) -> Option<bool> {
        self.maybe(&[true, false])
    }
}

/// A mirror, and a connection that asks it behind the reports' back.
pub struct Org {
    pub mirror: Mirror,
    pub db: Connection,
    _dir: tempfile::TempDir,
}

impl Org {
    /// An organization of so many people. Much of it is unknown.
    pub fn new(seed: u64, people: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror.sqlite");
        drop(Mirror::open(&path).unwrap());
        fill(&path, &mut Dice::new(seed), people);
        Self {
            mirror: Mirror::open_read_only(&path).unwrap(),
            db: Connection::open(&path).unwrap(),
            _dir: dir,
        }
    }

    /// The same, and everything about it is known.
    pub fn known(seed: u64, people: i64) -> Self {
        let org = Self::new(seed, people);
        org.db.execute_batch(include_str!("known.sql")).unwrap();
        org.reopened()
    }

    /// The same, after other parts were read.
    pub fn reopened(self) -> Self {
        Self {
            mirror: Mirror::open_read_only(self.mirror.path()).unwrap(),
            ..self
        }
    }

    /// A number that SQL says.
    pub fn number(&self, sql: &str) -> i64 {
        self.db
            .query_row(sql, [], |row| row.get(0))
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// A sum of money that SQL says.
    pub fn amount(&self, sql: &str) -> f64 {
        self.db.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The texts that SQL says, in order.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut read = self
            .db
            .prepare(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        let mut all: Vec<String> = read
            .query_map([], |row| row.get::<_, Option<String>>(0))
            .unwrap()
            .map(|text| text.unwrap().unwrap_or_else(|| "?".to_owned()))
            .collect();
        all.sort();
        all
    }

    pub fn request(&self) -> Request<'_> {
        Request {
            mirror: &self.mirror,
            now: Timestamp::from_second(NOW).unwrap(),
            about: About {
                org: "o-1".to_owned(),
                org_name: Some("Acme <b>&</b>".to_owned()),
                synced: Timestamp::from_second(NOW - 3_600).ok(),
                as_of: None,
                instead: None,
                incomplete: None,
                parts: Vec::new(),
                made: Timestamp::from_second(NOW).unwrap(),
                made_by: "user on host".to_owned(),
                command: "atlctl report x".to_owned(),
                filters: Vec::new(),
            },
            filter: None,
            days: 90,
            prices: Prices::default(),
            rows: None,
            words: vec!["report".to_owned(), "x".to_owned()],
            quote: |words| format!("atlctl {}", words.join(" ")),
        }
    }
}

/// A figure of a report; `None` when it is unknown.
pub fn figure(report: &Report, name: &str) -> Option<i64> {
    let found = report.figures.iter().find(|figure| figure.name == name);
    match &found.unwrap_or_else(|| panic!("no figure {name}")).value {
        Cell::Number(number) => Some(*number),
        Cell::Unknown => None,
        other => panic!("{name} is {other:?}"),
    }
}

/// The texts of a column of a list, in order.
pub fn column(report: &Report, list: &str, column: &str) -> Vec<String> {
    let list = report
        .lists
        .iter()
        .find(|one| one.name == list)
        .unwrap_or_else(|| panic!("no list {list}"));
    let at = list
        .columns
        .iter()
        .position(|one| one.name == column)
        .unwrap();
    assert_eq!(list.total, list.rows.len() as u64);
    let mut all: Vec<String> = list
        .rows
        .iter()
        .map(|row| match &row[at] {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::AtLeast(number) => format!("≥{number}"),
            Cell::Unknown => "?".to_owned(),
            other => format!("{other:?}"),
        })
        .collect();
    all.sort();
    all
}

/// The texts that a stranger may write.
pub const HOSTILE: [&str; 6] = [
    "<img src=x onerror=document.title='ran'>",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "</script><script>document.title='ran'</script>",
    "half an emoji \u{fffd}\u{200d}",
    "\u{202e}gpj.exe\u{1b}[2J",
    "O'Neill & \"Sons\"",
];

fn fill(path: &Path, dice: &mut Dice, people: i64) {
    let mut db = Connection::open(path).unwrap();
    let change = db.transaction().unwrap();
    change
        .execute_batch(
            "INSERT INTO mirror_sync (no, state, started_at, touched_at, finished_at) VALUES (1, 'complete', 1, 1, 1);
             INSERT INTO mirror_product (no, id, key) VALUES (1, 'ari:jira', 'jira-software'), (2, 'ari:conf', 'confluence'), (3, 'ari:gone', 'old'), (4, 'ari:bare', 'bare');
             INSERT INTO mirror_workspace (id, name, product, product_key, host_url, capacity, usage, sandbox, seen, first_sync, gone_sync) VALUES
               ('ari:jira', 'Jira', 'Jira', 'jira-software', 'https://a.example', 100, 97, 0, 1, 1, NULL),
               ('ari:conf', 'Wiki', 'Confluence', 'confluence', 'https://a.example', 200, NULL, 0, 1, 1, NULL),
               ('ari:gone', 'Old', 'Old', 'old', NULL, 10, 10, 0, 1, 1, 1);
             INSERT INTO mirror_policy (no, id, name) VALUES (1, 'p-1', 'Basic'), (2, 'p-2', NULL);
             INSERT INTO mirror_domain (id, name, claim_status, seen, first_sync, gone_sync) VALUES
               ('d-1', 'acme.example', 'verified', 1, 1, NULL), ('d-2', 'new.example', 'unverified', 1, 1, NULL),
               ('d-3', 'odd.example', NULL, 1, 1, NULL), ('d-4', 'gone.example', 'unverified', 1, 1, 1);
             INSERT INTO mirror_stage (sync_no, stage, state) VALUES (1, 'tokens', 'complete'), (1, 'group-roles', 'complete'),
               (1, 'users', 'complete'), (1, 'groups', 'complete'), (1, 'policies', 'complete'), (1, 'workspaces', 'complete'),
               (1, 'org', 'complete'), (1, 'directories', 'complete'), (1, 'domains', 'complete');",
        )
        .unwrap();
    change
        .execute("UPDATE mirror_stage SET ended_at = ?1", [NOW - DAY])
        .unwrap();
    for group in 1..=30_i64 {
        change
            .execute(
                "INSERT INTO mirror_group (no, id, name, users, resources, external_synced, seen, first_sync, gone_sync, roles_read_at) VALUES (?1, 'g-' || ?1, ?2, ?3, ?4, ?5, 1, 1, ?6, ?7)",
                params![
                    group,
                    dice.maybe(&["Team", "Users", HOSTILE[0], HOSTILE[1]]).map(|name| format!("{name} {group}")),
                    dice.maybe(&[0_i64, 3, 9]),
                    dice.maybe(&[0_i64, 1, 2]),
                    dice.truth(),
                    (dice.below(8) == 0).then_some(1),
                    (dice.below(3) > 0).then_some(5),
                ],
            )
            .unwrap();
        for (at, resource) in ["ari:jira", "ari:conf", "ari:cloud:platform::org/o-1"]
            .iter()
            .enumerate()
        {
            if dice.below(3) == 0 {
                let role = dice
                    .maybe(&[
                        "atlassian/user",
                        "atlassian/admin",
                        "atlassian/user-access-admin",
                    ])
                    .unwrap_or("atlassian/viewer");
                change
                    .execute(
                        "INSERT INTO mirror_group_role (id, group_id, resource, role, is_default, seen, first_sync, gone_sync) VALUES (?1, ?2, ?3, ?4, ?5, 1, 1, ?6)",
                        params![format!("{group}-{at}"), format!("g-{group}"), resource, role, dice.below(2) == 0, (dice.below(9) == 0).then_some(1)],
                    )
                    .unwrap();
            }
        }
    }
    for no in 1..=people {
        let known = dice.below(5) > 0;
        let last = (known && dice.below(4) > 0).then(|| NOW - dice.below(500) as i64 * DAY);
        let added = (dice.below(5) > 0).then(|| {
            Timestamp::from_second(NOW - dice.below(300) as i64 * DAY)
                .unwrap()
                .to_string()
        });
        let name = match dice.below(9) {
            at @ 0..6 => HOSTILE[at as usize].to_owned(),
            _ => format!("Person {no}"),
        };
        let email = (dice.below(9) > 0).then(|| {
            format!(
                "p{no}@{}",
                if dice.below(3) > 0 {
                    "acme.example"
                } else {
                    "partner.example"
                }
            )
        });
        change
            .execute(
                "INSERT INTO mirror_user (no, account_id, seen, first_sync, gone_sync, status, claim_status, account_type, org_admin, mfa_enabled, email, email_key, name, activity_known, last_active, added_to_org, groups_known, apps_known, roles_known, management_source)
                 VALUES (?1, 'a-' || ?1, 1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, lower(?8), ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                params![
                    no,
                    (dice.below(10) == 0).then_some(1),
                    dice.maybe(&["active", "active", "active", "active", "suspended", "deactivated", "not_invited", "for_deletion"]),
                    dice.maybe(&["managed", "managed", "unmanaged", "odd"]),
                    match dice.below(12) {
                        0 => Some("app"),
                        1 => None,
                        _ => Some("atlassian"),
                    },
                    (dice.below(6) > 0).then(|| dice.below(6) == 0),
                    dice.truth(),
                    email,
                    name,
                    known,
                    last,
                    added,
                    dice.below(6) > 0,
                    dice.below(6) > 0,
                    dice.below(6) > 0,
                    dice.maybe(&["synced", "invited"]),
                ],
            )
            .unwrap();
        for app in 1..=4_i64 {
            if dice.below(2) == 0 {
                let unknown = dice.below(5) == 0;
                let last =
                    (!unknown && dice.below(4) > 0).then(|| NOW - dice.below(400) as i64 * DAY);
                change
                    .execute("INSERT INTO mirror_access (user_no, product_no, last_active, activity_unknown) VALUES (?1, ?2, ?3, ?4)", params![no, app, last, unknown])
                    .unwrap();
            }
        }
        for group in 1..=30_i64 {
            // Groups 7 and 8 have the same members.
            let as_group = if group == 8 { 7 } else { group };
            if (no * 31 + as_group * 17) % 11 == 0 && group > 3 {
                change
                    .execute(
                        "INSERT INTO mirror_membership VALUES (?1, ?2)",
                        params![no, group],
                    )
                    .unwrap();
            }
        }
        if dice.below(7) == 0 {
            change
                .execute(
                    "INSERT INTO mirror_role VALUES (?1, 'atlassian/org-admin')",
                    [no],
                )
                .unwrap();
        }
        match dice.below(4) {
            0 => {}
            1 => drop(change.execute("INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES (?1, NULL, 1)", [no]).unwrap()),
            policy => drop(change.execute("INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES (?1, ?2, 1)", params![no, policy as i64 - 1]).unwrap()),
        }
        if dice.below(3) == 0 {
            let (used_known, expires_known) = (dice.below(4) > 0, dice.below(4) > 0);
            let used =
                (used_known && dice.below(3) > 0).then(|| NOW - dice.below(400) as i64 * DAY);
            let expires = (expires_known && dice.below(2) > 0)
                .then(|| NOW + (dice.below(400) as i64 - 100) * DAY);
            let status =
                [Some("allowed"), Some("allowed"), Some("blocked"), None][dice.below(4) as usize];
            let created = (dice.below(5) > 0).then(|| NOW - dice.below(500) as i64 * DAY);
            change
                .execute(
                    "INSERT INTO mirror_token (id, account_id, email, label, created, expires, expires_known, last_used, last_used_known, scopes, seen, first_sync, gone_sync, status) VALUES ('t-' || ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '[]', 1, 1, ?10, ?11)",
                    params![no, (dice.below(9) > 0).then(|| format!("a-{}", no + (dice.below(8) == 0) as i64 * 9_000)), format!("p{no}@acme.example"), HOSTILE[(no % 6) as usize], created, expires, expires_known, used, used_known, (dice.below(9) == 0).then_some(1), status],
                )
                .unwrap();
        }
    }
    change.commit().unwrap();
}
