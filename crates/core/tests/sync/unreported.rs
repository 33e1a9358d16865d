//! Where the service does not report groups, apps or roles, they are unknown, and not none.

use atlctl_core::sync::{Outcome, Stage, SyncEvent, SyncOptions, Unreported};
use serde_json::json;

use crate::model::{Model, person, serve};
use crate::parts::Stand;
use crate::{count, dump, query, synced};

const PARTS: [&str; 3] = ["groups", "productAccess", "platformRoles"];

#[tokio::test]
async fn what_was_never_reported_is_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(20);
    model.left_out = PARTS.to_vec();
    let served = serve(model).await;
    let (report, events) = synced(&served, &path).await.unwrap();
    let unreported = Unreported {
        people: 20,
        groups: 20,
        apps: 20,
        roles: 20,
    };
    assert_eq!(report.unreported, unreported);
    let warned = |event: &SyncEvent| matches!(event, SyncEvent::Warning(text) if text.ends_with("they are unknown"));
    assert!(events.iter().any(warned), "{events:?}");
    let known = "SELECT sum(groups_known + apps_known + roles_known + activity_known) FROM user";
    assert_eq!(count(&path, known), 0);
    let told = "SELECT count(org_admin) + count(last_active) + count(groups_known_at) FROM user";
    assert_eq!(count(&path, told), 0);
    // Nobody's groups are known, so nothing is known of who is in one.
    let groups = "SELECT count(members) + sum(members_known) FROM \"group\"";
    assert_eq!(count(&path, groups), 0);

    // What becomes known did not change.
    served.model.lock().unwrap().left_out.clear();
    let (report, events) = synced(&served, &path).await.unwrap();
    assert_eq!(
        (report.changed, report.unreported.roles),
        (0, 0),
        "{report:?}"
    );
    assert!(!events.iter().any(warned), "{events:?}");
    assert_eq!(count(&path, "SELECT sum(roles_known) FROM user"), 20);
    assert_eq!(count(&path, "SELECT sum(org_admin) FROM user"), 3);
    assert_eq!(count(&path, "SELECT sum(members_known) FROM \"group\""), 5);
}

/// Told once and dropped later: nothing of it is shown, and when it was known last is.
#[tokio::test]
async fn what_was_reported_once_is_unknown_with_the_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(20)).await;
    synced(&served, &path).await.unwrap();
    let whole = dump(&path);
    served.model.lock().unwrap().left_out = PARTS.to_vec();
    for _ in 0..2 {
        let (report, _) = synced(&served, &path).await.unwrap();
        assert_eq!(
            (report.changed, report.unreported.roles),
            (0, 20),
            "{report:?}"
        );
        for view in ["user_group", "user_app", "user_product", "user_role"] {
            assert_eq!(count(&path, &format!("SELECT count(*) FROM {view}")), 0);
        }
        assert_eq!(count(&path, "SELECT count(org_admin) FROM user"), 0);
        assert_eq!(
            query(
                &path,
                "SELECT DISTINCT groups_known_at || ' ' || apps_known_at || ' ' || roles_known_at FROM user"
            ),
            ["2025-06-15T15:06:40Z 2025-06-15T15:06:40Z 2025-06-15T15:06:40Z"]
        );
    }
    // Somebody was made an admin meanwhile: that is what changed when it is told again, and nothing else.
    {
        let mut model = served.model.lock().unwrap();
        model.left_out.clear();
        model.people.get_mut(&person(1).0).unwrap()["platformRoles"] =
            json!(["atlassian/org-admin"]);
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!(report.changed, 1);
    assert_eq!(
        query(&path, "SELECT detail FROM change"),
        [r#"{"org_admin":[0,1],"platform_roles":{"added":["atlassian/org-admin"],"removed":[]}}"#]
    );
    served
        .model
        .lock()
        .unwrap()
        .people
        .get_mut(&person(1).0)
        .unwrap()["platformRoles"] = json!([]);
    synced(&served, &path).await.unwrap();
    assert_eq!(dump(&path), whole);
}

/// One app never used, one used, one with a time that nobody can read.
#[tokio::test]
async fn each_app_has_its_own_activity() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(1);
    model.people.get_mut(&person(0).0).unwrap()["productAccess"] = json!([
        {"id": "ari:cloud:jira::site/1", "key": "jira-software", "lastActiveTimestamp": "2025-01-02T03:04:05Z"},
        {"id": "ari:cloud:wiki::site/2", "key": "confluence"},
        {"id": "ari:cloud:opsgenie::site/3", "key": "opsgenie", "lastActiveTimestamp": "last spring"}
    ]);
    let served = serve(model).await;
    synced(&served, &path).await.unwrap();
    assert_eq!(
        query(
            &path,
            "SELECT app_key || ' ' || coalesce(app_name, '?') || ' ' || coalesce(last_active, '-') || ' ' || \
             coalesce(last_active_unix, '-') || ' ' || activity_known FROM user_app ORDER BY app_key"
        ),
        [
            "confluence ? - - 1",
            "jira-software acme 2025-01-02T03:04:05Z 1735787045 1",
            "opsgenie ? - - 0"
        ]
    );
    let old = "SELECT count(*) FROM user_product WHERE product_key = 'confluence' AND product_id IS NOT NULL";
    assert_eq!(count(&path, old), 1);
}

/// Roles that all are gone at once are not believed: who had them has them still, also where Atlassian did not report them
/// before that.
#[tokio::test]
async fn roles_that_are_held_say_who_is_an_admin() {
    let stand = Stand::new(60).await;
    let admins = "SELECT email FROM user WHERE org_admin ORDER BY 1";
    let full = SyncOptions {
        full: true,
        ..stand.options()
    };
    stand.whole().await;
    let before = stand.query(admins);
    assert!(before.len() > 1, "{before:?}");
    stand.fault("* *", "roles-absent");
    stand.sync(&full).await.unwrap();
    assert_eq!(stand.query(admins), [""; 0]);
    stand.control().clear_faults();
    stand.fault("* *", "roles-empty");
    let report = stand.sync(&full).await.unwrap();
    let users = report.stage(Stage::Users).unwrap();
    assert_eq!(users.outcome, Outcome::Doubted, "{users:?}");
    assert_eq!(stand.query(admins), before);
    let differ = "SELECT count(*) FROM user WHERE org_admin IS NOT (account_id IN (SELECT account_id FROM user_role \
                  WHERE role = 'atlassian/org-admin')) OR NOT roles_known";
    assert_eq!(stand.count(differ), 0);
}
