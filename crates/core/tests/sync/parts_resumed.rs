//! Cut off in any part, the next sync goes on, and the mirror is as if nothing had happened.

use std::cell::Cell;

use atlctl_core::store::{Lock, Mirror, StoreError};
use atlctl_core::sync::{self, Stage, SyncEvent};
use tokio::sync::Notify;

use crate::parts::{Stand, VIEWS, only};
use crate::query;

/// The rows of every part, without the numbers of syncs.
fn rows(stand: &Stand) -> Vec<String> {
    let mut rows = Vec::new();
    for (view, columns) in [
        ("group_role", "group_id || app_id || role || default_group"),
        (
            "user_role_grant",
            "account_id || coalesce(app_id, '') || role || coalesce(origin, '?') || coalesce(group_id, '') || source",
        ),
        ("user_role_read", "account_id"),
        (
            "token",
            "id || email || created || coalesce(last_used, 'never') || raw || gone",
        ),
        ("api_key", "id || label || expires || raw || gone"),
        (
            "service_account",
            "id || name || coalesce(tokens, '?') || gone",
        ),
        ("service_account_credential", "kind || id || label || gone"),
        ("oauth_client", "id || name || status || gone"),
        ("org_policy", "id || name || resources || gone"),
        ("scim_link", "id || coalesce(account_id, '') || gone"),
        // A sync after one that was cut off at its very end reads only tokens that are new or were used.
        (
            "part",
            "part || state || iif(part = 'tokens', 'counted', rows)",
        ),
        ("change", "thing || id || kind"),
    ] {
        let found = query(
            &stand.path(),
            &format!("SELECT '{view} ' || {columns} FROM {view}"),
        );
        rows.extend(found);
    }
    rows.sort();
    rows
}

/// Where a sync is cut off.
#[derive(Debug, Clone, Copy)]
enum At {
    /// At its n-th event.
    Event(usize),
    /// At the first event of a part.
    Part(Stage),
}

/// Runs a sync and drops it there; whether it came so far.
async fn cut_off(stand: &Stand, at: At) -> bool {
    let mirror = Mirror::open(stand.path()).unwrap();
    let (seen, stop) = (Cell::new(0), Notify::new());
    let (client, options) = (stand.client(), stand.options());
    let events = |event: SyncEvent| {
        seen.set(seen.get() + 1);
        let here = match (at, &event) {
            (At::Event(at), _) => seen.get() == at,
            (
                At::Part(part),
                SyncEvent::Progress { stage, .. } | SyncEvent::Ended { stage, .. },
            ) => part == *stage,
            _ => false,
        };
        if here {
            stop.notify_one();
        }
    };
    let run = sync::run(&client, &mirror, &options, &events);
    let cut = tokio::select! {
        biased;
        () = stop.notified() => true,
        done = run => { done.unwrap(); false }
    };
    while let Err(StoreError::Busy { .. }) = Lock::take(&stand.path()) {
        tokio::task::yield_now().await;
    }
    cut
}

#[tokio::test]
async fn cut_off_at_every_event_of_every_part() {
    let whole = Stand::new(20).await;
    whole.whole().await;
    let want = rows(&whole);
    let resumed = async |at: At| {
        let stand = Stand::new(20).await;
        if !cut_off(&stand, at).await {
            return false;
        }
        let report = stand.whole().await;
        assert!(report.complete, "cut off at {at:?}: {report:?}");
        assert_eq!(rows(&stand), want, "cut off at {at:?}");
        true
    };
    for (stage, _) in VIEWS {
        assert!(resumed(At::Part(stage)).await, "{stage} was not read");
    }
    let mut cuts = 0;
    while resumed(At::Event(cuts + 1)).await {
        cuts += 1;
    }
    assert!(cuts > 30, "{cuts}");
}

/// A stand whose sync was cut off amid the people: after which event that is differs with how the tasks take turns.
async fn amid_the_people() -> Stand {
    for _ in 0..50 {
        let stand = Stand::new(300).await;
        let mut at = 1;
        while cut_off(&stand, At::Event(at)).await {
            if stand.count("SELECT count(*) FROM sync_stage WHERE stage = 'users' AND state = 'running' AND rows > 0") > 0 {
                return stand;
            }
            at += 1;
        }
    }
    panic!("no sync was cut off amid the people")
}

#[tokio::test]
async fn a_sync_of_other_parts_does_not_take_half_the_people_for_all() {
    let stand = amid_the_people().await;
    let people = stand.count("SELECT count(*) FROM user");
    let report = stand
        .sync(&only(stand.options(), &[Stage::Keys]))
        .await
        .unwrap();
    assert!(!report.resumed && report.complete);
    assert_eq!(
        stand.count("SELECT count(*) FROM user WHERE NOT gone"),
        people
    );
    let report = stand.whole().await;
    assert!(report.complete, "{report:?}");
    assert_eq!(stand.count("SELECT count(*) FROM user WHERE gone"), 0);
}
