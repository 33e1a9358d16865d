//! Every fault on every call that a sync makes: it has an outcome, the outcome is true, nobody is gone for
//! it, and the next sync makes up for it.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use atlctl_api::{Bases, Client, Timeouts};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, Outcome, Stage, SyncError, SyncOptions, SyncReport};
use atlctl_sim::{Running, SimConfig, Simulator};

use crate::{count, query};

/// Two pages of people.
const PEOPLE: usize = 110;
/// Cases at a time.
const AT_ONCE: usize = 24;

const KINDS: [&str; 21] = [
    "429",
    "429 retry-after=0",
    "429 reset=2020-01-01T00:00Z",
    "500",
    "503 retry-after=0",
    "403",
    "404",
    "reset",
    "reset after",
    "cut",
    "drip",
    "hang",
    "html",
    "empty",
    "garbage",
    "redirect",
    "unauthorized",
    "old-user-management",
    "duplicate-page",
    "shift-page",
    "cursor-loop",
];

const ROUTES: [&str; 7] = [
    "GET */directories",
    "GET */domains",
    "POST */workspaces",
    "POST */groups/search",
    "POST */users/search",
    "GET */users/count",
    "POST */bulk-fetch",
];

/// Of an organization on the original user management.
const OLD_ROUTES: [&str; 4] = [
    "GET */um/org/*/users",
    "GET */um/org/*/groups",
    "GET */members",
    "GET /admin/v1/orgs/*/users",
];

async fn sim(old: bool) -> Running {
    let config = SimConfig {
        people: PEOPLE,
        old_user_management: old,
        ..SimConfig::default()
    };
    Simulator::start(config).await.unwrap()
}

/// For how long an answer is waited for: not long where one may never come, else however busy the machine is.
const SHORT: Duration = Duration::from_millis(700);
const LONG: Duration = Duration::from_secs(60);

async fn synced(sim: &Running, path: &Path, wait: Duration) -> Result<SyncReport, SyncError> {
    let client = Client::builder()
        .bases(Bases::parse(&sim.api_base(), &sim.portal_base()).unwrap())
        .no_proxy(true)
        .api_key(sim.api_key().into())
        .session(sim.session_token().into())
        .timeouts(Timeouts {
            read: wait,
            total: 2 * wait,
            ..Timeouts::default()
        })
        .max_wait(Duration::from_secs(1), Duration::from_secs(1))
        .build()
        .unwrap();
    let mirror = Mirror::open(path)?;
    let options = SyncOptions::new(sim.org_id().into());
    sync::run(&client, &mirror, &options, &|_| ()).await
}

/// How many of everything there are, and how many of it gone.
fn census(path: &Path) -> Vec<String> {
    query(
        path,
        "SELECT 'users ' || count(*) || ' ' || sum(gone) || ' ' || count(policy_id) || ' ' || count(managed) FROM user \
         UNION ALL SELECT 'groups ' || count(*) || ' ' || sum(gone) || ' ' || sum(members) FROM \"group\" \
         UNION ALL SELECT 'domains ' || count(*) || ' ' || sum(gone) FROM domain \
         UNION ALL SELECT 'workspaces ' || count(*) || ' ' || sum(gone) FROM workspace \
         UNION ALL SELECT 'directories ' || count(*) || ' ' || coalesce(sum(gone), 0) FROM directory",
    )
}

async fn struck(old: bool, whole: &Path, fault: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    std::fs::copy(whole, &path).unwrap();
    let sim = sim(old).await;
    sim.control().fault(fault).unwrap();
    let result = synced(&sim, &path, SHORT).await;
    if let Ok(report) = &result
        && report.stage(Stage::Users).unwrap().outcome == Outcome::Complete
    {
        // A sync that says it saw everyone has seen everyone.
        let seen = format!(
            "SELECT count(*) FROM user WHERE last_sync = {}",
            report.sync
        );
        assert_eq!(count(&path, &seen), PEOPLE as i64, "{fault}: {report:?}");
    }
    let gone: i64 = ["user", "\"group\"", "domain", "workspace", "directory"]
        .iter()
        .map(|view| count(&path, &format!("SELECT count(*) FROM {view} WHERE gone")))
        .sum();
    assert_eq!(gone, 0, "{fault}: {result:?}");
    sim.control().clear_faults();
    let report = synced(&sim, &path, LONG).await.unwrap();
    assert!(report.complete, "{fault}: {report:?}");
    assert_eq!(census(&path), census(whole), "{fault}: {result:?}");
}

fn wait_for<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

#[test]
fn each_fault_of_each_call_has_a_true_outcome() {
    let dir = tempfile::tempdir().unwrap();
    let mut cases = Vec::new();
    for (old, routes) in [(false, ROUTES.as_slice()), (true, OLD_ROUTES.as_slice())] {
        let whole = dir.path().join(format!("{old}.sqlite"));
        let report = wait_for(async { synced(&sim(old).await, &whole, LONG).await.unwrap() });
        assert!(report.complete, "{report:?}");
        for route in routes {
            for kind in KINDS {
                for times in ["", "1x", "skip=1 1x"] {
                    cases.push((old, whole.clone(), format!("{route} {times} {kind}")));
                }
            }
        }
    }
    // Most of the time is waiting: for time-outs, for bytes that drip.
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((old, whole, fault)) =
                    cases.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    wait_for(struck(*old, whole, fault));
                }
            });
        }
    });
}
