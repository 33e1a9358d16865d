//! What is read is what is there.

use atlctl_core::sync::{Outcome, Stage, SyncEvent};

use crate::model::{Model, serve};
use crate::{count, query, synced};

#[tokio::test]
async fn everything_is_there_and_a_second_sync_changes_nothing() {
    let served = serve(Model::of(95)).await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let (report, events) = synced(&served, &path).await.unwrap();
    assert!(report.complete && !report.resumed, "{report:?}");
    assert_eq!((report.appeared, report.changed, report.gone), (95, 0, 0));
    assert_eq!(report.short_groups, 0);
    for (stage, rows) in [
        (Stage::Org, 0),
        (Stage::Directories, 1),
        (Stage::Domains, 1),
        (Stage::Workspaces, 1),
        (Stage::Groups, 5),
        (Stage::Users, 95),
        (Stage::Policies, 71),
    ] {
        assert_eq!(report.stage(stage).unwrap().rows, rows, "{stage}");
    }
    assert!(matches!(
        events[0],
        SyncEvent::Started { resumed: false, .. }
    ));
    assert!(events.contains(&SyncEvent::Ended {
        stage: Stage::Users,
        outcome: Outcome::Complete,
        rows: 95,
        note: None
    }));
    {
        let model = served.model.lock().unwrap();
        for (id, person) in &model.people {
            let raw = query(
                &path,
                &format!("SELECT raw FROM user WHERE account_id = '{id}'"),
            );
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&raw[0]).unwrap(),
                *person
            );
        }
        for (id, policy) in &model.policies {
            let sql = format!("SELECT policy_id FROM user WHERE account_id = '{id}'");
            assert_eq!(query(&path, &sql), [policy.as_str()]);
        }
    }
    assert_eq!(count(&path, "SELECT count(*) FROM user_group"), 190);
    assert_eq!(count(&path, "SELECT count(*) FROM user_role"), 11);
    assert_eq!(count(&path, "SELECT sum(org_admin) FROM user"), 11);
    assert_eq!(
        query(
            &path,
            "SELECT name || ' ' || members || ' ' || users FROM \"group\" WHERE id IN ('g-all', 'g-empty') ORDER BY id"
        ),
        ["The g-all 95 95", "The g-empty 0 0"]
    );
    assert_eq!(
        query(&path, "SELECT DISTINCT domain FROM user ORDER BY 1"),
        ["alpha.example", "beta.example"]
    );
    assert_eq!(count(&path, "SELECT count(*) FROM change"), 0);

    let before = crate::dump(&path);
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.appeared, report.changed, report.gone), (0, 0, 0));
    assert_eq!(crate::dump(&path), before);
    assert_eq!(count(&path, "SELECT count(*) FROM change"), 0);
    assert_eq!(
        query(&path, "SELECT state FROM sync"),
        ["complete", "complete"]
    );
}
