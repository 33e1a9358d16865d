//! Mirrors that syncs and runs wrote, for tests.

use std::path::Path;

use jiff::Timestamp;

use super::{About, Prices, Request};
use crate::store::Mirror;
use crate::store::history::{Writer, mark_snapshot, record_as};

/// The beginning, in seconds since 1970.
pub(super) const START: i64 = 1_790_000_000;
pub(super) const DAY: i64 = 86_400;
const PARTS: [&str; 6] = ["users", "groups", "policies", "tokens", "keys", "org"];

/// Writes as a sync that ends with a snapshot, or as a run.
pub(super) fn write(path: &Path, run: Option<&str>, day: i64, sql: &str) {
    let mut mirror = Mirror::open(path).unwrap();
    let change = mirror.change().unwrap();
    let at = START + day * DAY;
    match run {
        Some(id) => record_as(&change, Writer::Run { id, at: at * 1_000 }).unwrap(),
        None => {
            change
                .execute(
                    "INSERT INTO mirror_sync (state, started_at, touched_at, finished_at) VALUES ('complete', ?1, ?1, ?1)",
                    [at],
                )
                .unwrap();
            let sync = change.last_insert_rowid();
            for part in PARTS {
                change
                    .execute(
                        "INSERT INTO mirror_stage (sync_no, stage, state) VALUES (?1, ?2, 'complete')",
                        rusqlite::params![sync, part],
                    )
                    .unwrap();
            }
            record_as(&change, Writer::Sync(sync)).unwrap();
        }
    }
    change.execute_batch(sql).unwrap();
    if run.is_none() {
        let sync: i64 = change
            .query_row("SELECT max(no) FROM mirror_sync", [], |row| row.get(0))
            .unwrap();
        mark_snapshot(&change, sync, &PARTS).unwrap();
    }
    change.commit().unwrap();
}

/// The beginning of a statement that adds people.
pub(super) const PERSON: &str = "INSERT INTO mirror_user (no, account_id, seen, first_sync, status, claim_status, account_type, org_admin, mfa_enabled, email, email_key, activity_known, groups_known, apps_known, roles_known) VALUES";

/// A report on the eighth day, or on the moment that the mirror shows.
pub(super) fn request(mirror: &Mirror) -> Request<'_> {
    let now = Timestamp::from_second(START + 8 * DAY).unwrap();
    Request {
        mirror,
        now: mirror.shown_at().unwrap_or(now),
        about: About {
            org: "o-1".to_owned(),
            org_name: None,
            synced: None,
            as_of: mirror.shown_at(),
            instead: None,
            incomplete: None,
            parts: Vec::new(),
            made: now,
            made_by: "user on host".to_owned(),
            command: "atlctl report changes".to_owned(),
            filters: Vec::new(),
        },
        filter: None,
        days: 90,
        prices: Prices::default(),
        rows: None,
        words: vec!["report".to_owned(), "changes".to_owned()],
        quote: |words| format!("atlctl {}", words.join(" ")),
    }
}
