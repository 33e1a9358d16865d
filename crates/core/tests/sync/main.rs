//! The sync engine against a small organization over HTTP: what is read, what is remembered, what happens
//! when it is cut off or the service disagrees with itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod activity_kept;
mod differences;
mod directory;
mod endless;
mod events;
mod events_server;
mod faults;
mod history;
mod history_size;
mod incremental;
mod losses;
mod mirrored;
mod model;
mod model_parts;
mod odd;
mod overtaken;
mod parts;
mod parts_failed;
mod parts_resumed;
mod past;
mod portal;
mod pruned;
mod resume;
mod several;
mod stretches;
mod tokens;
mod truth;
mod unreported;

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, SyncError, SyncEvent, SyncOptions, SyncReport};
use jiff::Timestamp;
use model::Served;
use rusqlite::Connection;

fn client(served: &Served) -> Client {
    Client::builder()
        .bases(Bases::parse(&served.address, &format!("{}/gateway/api", served.address)).unwrap())
        .api_key("key-for-tests".to_owned().into())
        .no_proxy(true)
        .build()
        .unwrap()
}

fn options() -> SyncOptions {
    SyncOptions {
        clock: Arc::new(|| Timestamp::from_second(1_750_000_000).unwrap()),
        commit_pages: 1,
        policy_batch: 7,
        ..SyncOptions::new("org-1".into())
    }
}

async fn synced(served: &Served, path: &Path) -> Result<(SyncReport, Vec<SyncEvent>), SyncError> {
    synced_with(served, path, &options()).await
}

async fn synced_with(
    served: &Served,
    path: &Path,
    options: &SyncOptions,
) -> Result<(SyncReport, Vec<SyncEvent>), SyncError> {
    let mirror = Mirror::open(path)?;
    let events = RefCell::new(Vec::new());
    let report = sync::run(&client(served), &mirror, options, &|event| {
        events.borrow_mut().push(event);
    })
    .await?;
    Ok((report, events.into_inner()))
}

/// All that the mirror says, without the numbers of syncs.
fn dump(path: &Path) -> Vec<String> {
    let db = Connection::open(path).unwrap();
    let mut lines = Vec::new();
    for (view, columns) in [
        (
            "user",
            "account_id, email, name, status, managed, org_admin, last_active, activity_known, policy_id, policy_known, domain, gone, raw",
        ),
        ("user_group", "*"),
        ("user_product", "*"),
        ("user_role", "*"),
        ("user_policy", "account_id, policy_id, added_at"),
        ("\"group\"", "id, name, members, users, gone"),
        ("policy", "id, name, members"),
        ("directory", "id, name, gone"),
        ("domain", "id, name, claim_status, gone"),
        ("workspace", "id, name, gone"),
        ("org", "id, name"),
    ] {
        let mut read = db
            .prepare(&format!("SELECT {columns} FROM {view}"))
            .unwrap();
        let width = read.column_count();
        let rows = read
            .query_map([], |row| {
                let cells: Vec<String> = (0..width)
                    .map(|at| format!("{:?}", row.get_ref(at).unwrap()))
                    .collect();
                Ok(format!("{view}: {}", cells.join(" | ")))
            })
            .unwrap();
        lines.extend(rows.map(Result::unwrap));
    }
    lines.sort();
    lines
}

fn query(path: &Path, sql: &str) -> Vec<String> {
    let db = Connection::open(path).unwrap();
    let mut read = db.prepare(sql).unwrap();
    let rows = read.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn count(path: &Path, sql: &str) -> i64 {
    Connection::open(path)
        .unwrap()
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}
