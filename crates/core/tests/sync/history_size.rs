//! How much a year of snapshots adds to the mirror.

use std::path::Path;
use std::sync::Arc;

use atlctl_core::history::snapshots;
use atlctl_core::store::Mirror;
use atlctl_core::sync::SyncOptions;
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;

use crate::model::{Model, person, serve};
use crate::{count, options, synced_with};

const PEOPLE: usize = 400;

/// Bytes that the file needs.
fn size(path: &Path) -> u64 {
    let db = Connection::open(path).unwrap();
    db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    std::fs::metadata(path).unwrap().len()
}

/// The bar: 52 weekly syncs with 1 % change a week add at most as much as two mirrors.
#[tokio::test]
async fn a_year_of_weekly_snapshots_is_smaller_than_two_mirrors() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model {
        page: 100,
        ..Model::of(PEOPLE)
    })
    .await;
    let mut first = 0;
    for week in 0..53_usize {
        for change in 0..PEOPLE / 100 {
            let mut model = served.model.lock().unwrap();
            let (id, _) = person((week * 7 + change * 13) % PEOPLE);
            let person = model.people.get_mut(&id).unwrap();
            match change % 4 {
                0 => person["status"] = ["active", "suspended"][week % 2].into(),
                1 => person["groups"] = json!([{"id": format!("g-{}", week % 3)}]),
                2 => person["jobTitle"] = format!("Title {week}").into(),
                _ => {
                    model.policies.insert(id, format!("policy-{}", week % 3));
                }
            }
        }
        let options = SyncOptions {
            clock: Arc::new(move || {
                Timestamp::from_second(1_750_000_000 + week as i64 * 604_800).unwrap()
            }),
            policy_batch: 200,
            commit_pages: 100,
            ..options()
        };
        synced_with(&served, &path, &options).await.unwrap();
        if week == 0 {
            first = size(&path);
        }
    }
    let all = size(&path);
    assert!(all - first <= 2 * first, "{first} bytes became {all}");
    let kept = snapshots(&Mirror::open_read_only(&path).unwrap()).unwrap();
    assert_eq!(kept.len(), 53);
    assert!(
        kept[1..]
            .iter()
            .all(|snapshot| !snapshot.changes.is_empty())
    );
    // Those who were only seen again left nothing.
    let rows = count(&path, "SELECT count(*) FROM mirror_was");
    assert!(rows < 52 * 4 * 10, "{rows}");
}
