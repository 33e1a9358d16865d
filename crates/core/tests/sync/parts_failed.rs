//! A cut connection, a refusal that does not end, or a broken server at one part costs that part alone.

use atlctl_core::sync::{EventsSince, Outcome, SyncError, SyncOptions};

use crate::parts::{ROUTES, Stand};

fn options(stand: &Stand) -> SyncOptions {
    SyncOptions {
        audit_log: Some(EventsSince::default()),
        ..stand.options()
    }
}

#[tokio::test]
async fn what_fails_costs_its_part_alone() {
    let stand = Stand::new(30).await;
    let options = options(&stand);
    let first = stand.sync(&options).await.unwrap();
    assert!(first.complete, "{first:?}");
    let rows = |view: &str| stand.count(&format!("SELECT count(*) FROM {view}"));
    let before: Vec<i64> = ROUTES.iter().map(|(.., view)| rows(view)).collect();
    let faults = ["503", "reset", "429", "cut"].into_iter().cycle();
    for ((route, stage, _), fault) in ROUTES.into_iter().zip(faults) {
        stand.fault(route, fault);
        let report = stand.sync(&options).await.unwrap();
        for part in &report.stages {
            let is = if part.stage == stage {
                // A body that ends early cannot be told from one that is odd.
                [Outcome::Failed, Outcome::Unavailable].contains(&part.outcome)
                    && (fault == "cut" || part.outcome == Outcome::Failed)
            } else {
                part.outcome == Outcome::Complete
            };
            assert!(is, "{fault} at {stage}: {part:?}");
        }
        let failed = report.stage(stage).unwrap().outcome == Outcome::Failed;
        assert_eq!(report.complete, !failed, "{fault} at {stage}");
        assert!(report.stage(stage).unwrap().note.is_some());
        stand.control().clear_faults();
    }
    // Nothing is gone, and the age is that of the last reading.
    let after: Vec<i64> = ROUTES.iter().map(|(.., view)| rows(view)).collect();
    assert_eq!(before, after);
    assert_eq!(stand.count("SELECT count(*) FROM change"), 0);
    let last = stand
        .query("SELECT state || ' ' || (sync < last_sync) FROM part WHERE part = 'scim-links'");
    assert!(
        last[0].ends_with(" 0"),
        "read again after it failed: {last:?}"
    );
    let again = stand.sync(&options).await.unwrap();
    assert!(again.complete, "{again:?}");
}

#[tokio::test]
async fn all_parts_at_once_leave_the_people() {
    let stand = Stand::new(30).await;
    let options = options(&stand);
    for (route, ..) in ROUTES {
        stand.fault(route, "reset");
    }
    // The people are asked for through the same client: one hiccup there must still be repeated.
    stand.control().fault("* */users/search 1x 503").unwrap();
    let report = stand.sync(&options).await.unwrap();
    assert!(!report.complete);
    for part in &report.stages {
        let expected = if ROUTES.iter().any(|(_, stage, _)| *stage == part.stage) {
            Outcome::Failed
        } else {
            Outcome::Complete
        };
        assert_eq!(part.outcome, expected, "{part:?}");
    }
}

#[tokio::test]
async fn a_refused_credential_costs_a_part_only_where_it_works_elsewhere() {
    let stand = Stand::new(30).await;
    let options = options(&stand);
    for (route, stage, _) in ROUTES {
        stand.fault(route, "401");
        let report = stand.sync(&options).await.unwrap();
        let part = report.stage(stage).unwrap();
        assert_eq!(part.outcome, Outcome::Unavailable, "{part:?}");
        assert!(report.complete, "{report:?}");
        stand.control().clear_faults();
    }
    stand.control().fault("GET */api-keys 401").unwrap();
    stand.control().fault("GET */v1/orgs/* skip=1 401").unwrap();
    let stopped = stand.sync(&options).await.unwrap_err();
    assert!(matches!(stopped, SyncError::Wire { .. }), "{stopped}");
}
