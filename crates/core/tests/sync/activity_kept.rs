//! Activity that was seen stays known when the app in which it was is taken away.

use std::ops::ControlFlow;
use std::path::Path;

use atlctl_core::query::{Cell, UserQuery};
use atlctl_core::store::{Mirror, Moment};
use serde_json::json;

use crate::model::{Model, person, serve};
use crate::{count, synced};

const LATE: &str = "2026-05-01T00:00:00Z";
const EARLY: &str = "2025-01-01T00:00:00Z";

/// The last activity of a person, as it was at a moment.
fn active(path: &Path, account: &str, at: Option<Moment>) -> Cell {
    let mirror = Mirror::open_as_of(path, at).unwrap();
    let asked = UserQuery {
        accounts: vec![account.to_owned()],
        ..UserQuery::default()
    };
    let mut found = Vec::new();
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    asked
        .run(&mirror, now, &["last_active".to_owned()], &mut |cells| {
            found.extend(cells);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[tokio::test]
async fn who_loses_an_app_was_active_when_it_was_seen() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(20)).await;
    let (one, never) = (person(3).0, person(4).0);
    let set = |account: &str, apps: serde_json::Value| {
        let mut model = served.model.lock().unwrap();
        model.people.get_mut(account).unwrap()["productAccess"] = apps;
    };
    let app = |key: &str, at: Option<&str>| json!({"id": format!("ari:{key}"), "key": key, "lastActiveTimestamp": at});
    set(
        &one,
        json!([app("jira", Some(EARLY)), app("wiki", Some(LATE))]),
    );
    set(&never, json!([app("jira", None), app("wiki", None)]));
    synced(&served, &path).await.unwrap();
    assert_eq!(active(&path, &one, None), Cell::Text(LATE.to_owned()));
    // Without one app, then with the other one never used, then without any.
    for apps in [
        json!([app("jira", Some(EARLY))]),
        json!([app("jira", None)]),
        json!([]),
    ] {
        set(&one, apps.clone());
        set(&never, apps);
        let (report, _) = synced(&served, &path).await.unwrap();
        assert!(report.complete, "{report:?}");
        assert_eq!(active(&path, &one, None), Cell::Text(LATE.to_owned()));
        let known = format!("SELECT activity_known FROM user WHERE account_id = '{one}'");
        assert_eq!(count(&path, &known), 1);
    }
    // In the apps that are held, it is what Atlassian says.
    let apps = format!("SELECT count(*) FROM user_app WHERE account_id = '{one}'");
    assert_eq!(count(&path, &apps), 0);
    for sync in 1..=4 {
        let then = active(&path, &one, Some(Moment::Sync(sync)));
        assert_eq!(then, Cell::Text(LATE.to_owned()), "sync {sync}");
    }
    // Another was active early, then never in what is left; before, nobody had seen it.
    assert_eq!(active(&path, &never, Some(Moment::Sync(1))), Cell::Never);
    assert_eq!(active(&path, &never, None), Cell::Text(EARLY.to_owned()));
    // Later activity counts.
    set(&one, json!([app("jira", Some("2026-05-20T00:00:00Z"))]));
    synced(&served, &path).await.unwrap();
    assert_eq!(
        active(&path, &one, None),
        Cell::Text("2026-05-20T00:00:00Z".to_owned())
    );
}
