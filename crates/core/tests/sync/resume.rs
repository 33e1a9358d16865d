//! Cut off anywhere, the next sync goes on, and the mirror is as if nothing had happened.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use atlctl_core::store::{Mirror, StoreError};
use atlctl_core::sync::{self, Stage, SyncError, SyncEvent};
use tokio::sync::Notify;

use crate::model::{Model, Served, serve};
use crate::{client, count, dump, options, query, synced};

/// Runs a sync and drops it at its `at`-th event; says whether it was cut off.
async fn cut_off(served: &Served, path: &Path, at: usize) -> bool {
    let mirror = Mirror::open(path).unwrap();
    let (seen, stop) = (Cell::new(0), Notify::new());
    let client = client(served);
    let options = options();
    let events = |_: SyncEvent| {
        seen.set(seen.get() + 1);
        if seen.get() == at {
            stop.notify_one();
        }
    };
    let run = sync::run(&client, &mirror, &options, &events);
    tokio::select! {
        biased;
        () = stop.notified() => true,
        done = run => { done.unwrap(); false }
    }
}

/// Waits until the writer of a cut-off sync has let go.
async fn let_go(path: &Path) {
    while let Err(StoreError::Busy { .. }) = atlctl_core::store::Lock::take(path) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn cut_off_at_every_event() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole.sqlite");
    let served = serve(Model::of(63)).await;
    synced(&served, &whole).await.unwrap();
    let want = dump(&whole);
    let pages = served.model.lock().unwrap().pages_served;
    let mut cuts = 0;
    for at in 1.. {
        let path = dir.path().join(format!("{at}.sqlite"));
        if !cut_off(&served, &path, at).await {
            break;
        }
        cuts += 1;
        let_go(&path).await;
        assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
        if query(&path, "SELECT state FROM sync") == ["complete"] {
            // Cut off behind the end: the writer had all it needed.
            assert_eq!(dump(&path), want);
            continue;
        }
        served.model.lock().unwrap().pages_served = 0;
        let (report, events) = synced(&served, &path).await.unwrap();
        assert!(report.resumed && report.complete, "{report:?}");
        assert!(matches!(
            events[0],
            SyncEvent::Started {
                sync: 1,
                resumed: true
            }
        ));
        assert_eq!(dump(&path), want, "cut off at event {at}");
        assert_eq!(query(&path, "SELECT state FROM sync"), ["complete"]);
        // One request of the run that was cut off may still have been on its way.
        assert!(served.model.lock().unwrap().pages_served <= pages + 1);
    }
    assert!(cuts > 15, "{cuts}");
}

#[tokio::test]
async fn it_resumes_at_the_next_page() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(100);
    model.signed_out_at = Some(6);
    let served = serve(model).await;
    let error = synced(&served, &path).await.unwrap_err();
    assert!(
        matches!(&error, SyncError::Wire { stage: Stage::Users, source } if source.status == Some(401)),
        "{error:?}"
    );
    let seen = count(&path, "SELECT count(*) FROM user");
    assert!((1..=60).contains(&seen), "{seen}");
    {
        let mut model = served.model.lock().unwrap();
        model.signed_out_at = None;
        model.pages_served = 0;
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert!(report.resumed);
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 100);
    let pages = served.model.lock().unwrap().pages_served as i64;
    assert_eq!(pages, 10 - seen / 10);
}

#[tokio::test]
async fn an_old_interrupted_sync_is_not_resumed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(40)).await;
    assert!(cut_off(&served, &path, 9).await);
    let_go(&path).await;
    let mirror = Mirror::open(&path).unwrap();
    let mut later = options();
    later.clock = std::sync::Arc::new(|| jiff::Timestamp::from_second(1_750_100_000).unwrap());
    let report = sync::run(&client(&served), &mirror, &later, &|_| ())
        .await
        .unwrap();
    assert!(!report.resumed);
    assert_eq!(
        query(&path, "SELECT state FROM sync"),
        ["abandoned", "complete"]
    );
}

#[tokio::test]
async fn only_one_at_a_time_and_only_one_organization() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(5)).await;
    synced(&served, &path).await.unwrap();
    let lock = atlctl_core::store::Lock::take(&path).unwrap();
    assert!(matches!(
        synced(&served, &path).await,
        Err(SyncError::Store(StoreError::Busy { .. }))
    ));
    drop(lock);
    let mirror = Mirror::open(&path).unwrap();
    let other = sync::SyncOptions::new("org-2".into());
    let error = sync::run(&client(&served), &mirror, &other, &|_| ())
        .await
        .unwrap_err();
    assert!(
        matches!(error, SyncError::Store(StoreError::OtherOrg { .. })),
        "{error:?}"
    );
}

/// A list that breaks off in the middle tells nothing about those it did not come to.
#[tokio::test]
async fn nothing_half_seen_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(80)).await;
    synced(&served, &path).await.unwrap();
    let removed: BTreeSet<String> = {
        let mut model = served.model.lock().unwrap();
        let ids: Vec<String> = model.people.keys().take(3).cloned().collect();
        for id in &ids {
            model.people.remove(id);
        }
        model.signed_out_at = Some(5);
        ids.into_iter().collect()
    };
    synced(&served, &path).await.unwrap_err();
    assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
    served.model.lock().unwrap().signed_out_at = None;
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.resumed, report.gone), (true, 3));
    let gone = query(&path, "SELECT account_id FROM user WHERE gone");
    assert_eq!(gone.into_iter().collect::<BTreeSet<_>>(), removed);
}
