//! The audit log in the mirror: every event once, whatever happens to the stream.

use std::cell::Cell;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use atlctl_api::{Bases, Client, ErrorKind};
use atlctl_core::store::{Mirror, StoreError};
use atlctl_core::sync::{
    self, EventsReport, EventsSince, Outcome, Stage, SyncError, SyncEvent, SyncOptions,
};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::events_server::{Log, Shared, id, serve};
use crate::model::Model;
use crate::{count, dump, query, synced};

const NOW: i64 = 1_750_000_000;
const NOW_MS: i64 = NOW * 1000;
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

fn client(address: &str) -> Client {
    Client::builder()
        .bases(Bases::parse(address, &format!("{address}/gateway/api")).unwrap())
        .api_key("key-for-tests".to_owned().into())
        .no_proxy(true)
        .max_wait(Duration::from_secs(5), Duration::from_secs(5))
        .build()
        .unwrap()
}

async fn read(
    client: &Client,
    path: &Path,
    from: Option<i64>,
    events: &dyn Fn(SyncEvent),
) -> Result<EventsReport, SyncError> {
    let mirror = Mirror::open(path)?;
    let clock = Arc::new(|| Timestamp::from_second(NOW).unwrap());
    let since = EventsSince { from };
    sync::read_events(client, &mirror, &"org-1".into(), since, clock, events).await
}

fn ids(path: &Path) -> Vec<String> {
    query(path, "SELECT id FROM event ORDER BY id")
}

fn log_of(count: i64) -> Shared {
    let events = (0..count).map(|n| {
        let processed = NOW_MS - DAY + n * MINUTE;
        ((processed, 0), processed - 1_500)
    });
    Arc::new(Mutex::new(Log {
        events: events.collect(),
        page: 7,
        ..Log::default()
    }))
}

#[tokio::test]
async fn what_is_read_is_in_the_views() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.sqlite");
    let log = log_of(3);
    let client = client(&serve(Arc::clone(&log)).await);
    let report = read(&client, &path, None, &|_| ()).await.unwrap();
    assert_eq!((report.new, report.first), (3, true));
    let row = query(
        &path,
        "SELECT at || '|' || processed_at || '|' || action || '|' || actor_account_id || '|' || actor_email || '|' \
         || product || '|' || targets || '|' || json_extract(raw, '$.type') FROM event ORDER BY at_ms LIMIT 1",
    );
    assert_eq!(
        row,
        [
            "2025-06-14T15:06:38Z|2025-06-14T15:06:40Z|user_suspended|a1|ann@acme.example|jira|\
             Bob'); DROP TABLE mirror_event;--|events"
        ]
    );
    assert_eq!(
        count(&path, "SELECT count(*) FROM event_target WHERE container"),
        3
    );
    let log_row =
        "SELECT since || '|' || read_at || '|' || complete || '|' || events FROM event_log";
    assert_eq!(
        query(&path, log_row),
        ["2024-12-17T15:06:40Z|2025-06-15T15:06:40Z|1|3"]
    );
    let report = read(&client, &path, None, &|_| ()).await.unwrap();
    assert_eq!((report.new, report.first), (0, false));
    // The first reading says how far back; the next ones go on, unless earlier events are asked for.
    let from = |log: &Shared| {
        log.lock()
            .unwrap()
            .requests
            .drain(..)
            .next()
            .unwrap()
            .get("from")
            .cloned()
    };
    assert_eq!(from(&log), Some((NOW_MS - 180 * DAY).to_string()));
    read(&client, &path, Some(NOW_MS - 30 * DAY), &|_| ())
        .await
        .unwrap();
    assert_eq!(from(&log), Some((NOW_MS - 180 * DAY).to_string()));
    read(&client, &path, Some(NOW_MS - 365 * DAY), &|_| ())
        .await
        .unwrap();
    assert_eq!(from(&log), Some((NOW_MS - 365 * DAY).to_string()));
    assert_eq!(ids(&path), log.lock().unwrap().ids());
}

/// Reads until its `at`-th page; whether it was cut off.
async fn cut_off(client: &Client, path: &Path, at: usize) -> bool {
    let (seen, stop) = (Cell::new(0), Notify::new());
    let events = |_: SyncEvent| {
        seen.set(seen.get() + 1);
        if seen.get() == at {
            stop.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = stop.notified() => true,
        done = read(client, path, None, &events) => { done.unwrap(); false }
    }
}

#[tokio::test]
async fn cut_off_after_any_page_it_resumes_there() {
    let dir = tempfile::tempdir().unwrap();
    let log = log_of(60);
    let client = client(&serve(Arc::clone(&log)).await);
    for at in 1.. {
        let path = dir.path().join(format!("{at}.sqlite"));
        if !cut_off(&client, &path, at).await {
            assert!(at > 8, "{at}");
            break;
        }
        assert_eq!(
            query(&path, "SELECT CAST(complete AS TEXT) FROM event_log"),
            ["0"]
        );
        log.lock().unwrap().requests.clear();
        read(&client, &path, None, &|_| ()).await.unwrap();
        assert_eq!(
            ids(&path),
            log.lock().unwrap().ids(),
            "cut off after page {at}"
        );
        // Ten minutes of overlap are two pages here.
        let most = 60_usize.div_ceil(7) - at + 5;
        assert!(log.lock().unwrap().requests.len() <= most);
    }
}

/// Seeds of streams with everything at once.
const SEEDS: u64 = 40;

#[tokio::test]
async fn every_event_is_in_the_mirror_once_whatever_happens_to_the_stream() {
    for seed in 0..SEEDS {
        let mut rng = fastrand::Rng::with_seed(seed);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.sqlite");
        let log = log_of(0);
        log.lock().unwrap().page = rng.usize(3..12);
        let client = client(&serve(Arc::clone(&log)).await);
        let mut newest = NOW_MS - DAY;
        for _ in 0..rng.usize(2..6) {
            {
                let mut log = log.lock().unwrap();
                for number in 0..rng.u32(0..30) {
                    newest += rng.i64(0..3 * MINUTE);
                    // The clocks of those who report events differ from the log's by up to 20 hours.
                    let skew = rng.i64(-20 * 60 * MINUTE..20 * 60 * MINUTE);
                    // Some come late: behind events that are older by up to eight minutes.
                    let late = if rng.u8(0..4) == 0 {
                        rng.i64(0..8 * MINUTE)
                    } else {
                        0
                    };
                    log.events.insert((newest - late, number), newest + skew);
                }
                log.repeats = rng.usize(0..3);
                log.ends_without_cursor = rng.bool();
                log.forget_cursors = rng.u8(0..4) == 0;
                // Each costs the client a pause.
                log.refusals = (0..rng.usize(0..20) / 18).map(|_| 429).collect();
            }
            if rng.bool() {
                cut_off(&client, &path, rng.usize(1..6)).await;
            } else {
                read(&client, &path, None, &|_| ()).await.unwrap();
            }
        }
        read(&client, &path, None, &|_| ()).await.unwrap();
        assert_eq!(ids(&path), log.lock().unwrap().ids(), "seed {seed}");
    }
}

/// A log of forty events that was read once, and where.
async fn read_once() -> (tempfile::TempDir, Shared, Client) {
    let dir = tempfile::tempdir().unwrap();
    let log = log_of(40);
    let client = client(&serve(Arc::clone(&log)).await);
    read(&client, &dir.path().join("m.sqlite"), None, &|_| ())
        .await
        .unwrap();
    (dir, log, client)
}

#[tokio::test]
async fn a_refused_position_is_said_and_loses_nothing() {
    let (dir, log, client) = read_once().await;
    let path = dir.path().join("m.sqlite");
    {
        let mut log = log.lock().unwrap();
        log.forget_cursors = true;
        log.events.insert((NOW_MS, 0), NOW_MS);
    }
    let warned = Cell::new(0);
    let events = |event: SyncEvent| {
        if let SyncEvent::Warning(text) = event {
            assert!(text.contains("no longer accepts"), "{text}");
            warned.set(warned.get() + 1);
        }
    };
    let report = read(&client, &path, None, &events).await.unwrap();
    assert_eq!((report.new, warned.get()), (1, 1));
    assert!(ids(&path).contains(&id(&(NOW_MS, 0))));
}

/// While it reads again, a cursor may be refused again: that is no end, within bounds.
#[tokio::test]
async fn a_position_that_is_refused_again_loses_nothing() {
    for (refused, ends) in [(3, true), (4, false)] {
        let (dir, log, client) = read_once().await;
        let path = dir.path().join("m.sqlite");
        {
            let mut log = log.lock().unwrap();
            log.refused_cursors = refused;
            log.events.insert((NOW_MS, 0), NOW_MS);
        }
        let report = read(&client, &path, None, &|_| ()).await;
        assert_eq!(report.is_ok(), ends, "{refused}");
        // The next one goes on.
        read(&client, &path, None, &|_| ()).await.unwrap();
        assert_eq!(ids(&path), log.lock().unwrap().ids(), "{refused}");
    }
}

#[tokio::test]
async fn without_an_audit_log_everything_else_is_synced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.sqlite");
    // This server has no audit log, as an organization whose plan has none.
    let served = crate::model::serve(Model::of(20)).await;
    synced(&served, &path).await.unwrap();
    let want = dump(&path);
    let options = SyncOptions {
        audit_log: Some(EventsSince::default()),
        ..crate::options()
    };
    let (report, _) = crate::synced_with(&served, &path, &options).await.unwrap();
    let events = report.stage(Stage::Events).unwrap();
    assert_eq!(events.outcome, Outcome::Unavailable);
    assert!(events.note.is_some());
    assert!(report.complete, "the mirror is whole without it");
    assert_eq!(dump(&path), want);
    let client = client(&served.address);
    let error = read(&client, &path, None, &|_| ()).await.unwrap_err();
    let SyncError::Wire {
        stage: Stage::Events,
        source,
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(source.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn one_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.sqlite");
    let client = client(&serve(log_of(1)).await);
    drop(Mirror::open(&path).unwrap());
    let lock = atlctl_core::store::Lock::take(&path).unwrap();
    let error = read(&client, &path, None, &|_| ()).await.unwrap_err();
    assert!(
        matches!(error, SyncError::Store(StoreError::Busy { .. })),
        "{error:?}"
    );
    drop(lock);
    read(&client, &path, None, &|_| ()).await.unwrap();
}
