//! A run moves people while a sync reads: the newer reading wins.

use std::path::Path;

use atlctl_api::PolicyId;
use atlctl_core::store::{Edit, Mirror, PolicyReadBack, RunEdit, RunSource};
use jiff::Timestamp;

use crate::model::{Model, person, serve};
use crate::{count, query, synced};

/// When the sync asks for its policies, by its clock.
const ASKED: i64 = 1_750_000_000;

/// A run that reads back at this second that somebody is in the policy "moved".
fn moved(path: &Path, account: &str, second: i64) {
    let (before, to) = (PolicyId::from("policy-0"), PolicyId::from("moved"));
    let at = Timestamp::from_second(second).unwrap();
    let run = RunSource {
        id: "run-1",
        planned_at: Timestamp::from_second(ASKED - 60).unwrap(),
    };
    let row = PolicyReadBack {
        account: account.into(),
        before: Some(&before),
        policy: &to,
        at,
        made: true,
    };
    Mirror::open(path).unwrap().note_run(run, [row]).unwrap();
}

fn policy(path: &Path, account: &str) -> String {
    let sql = format!("SELECT policy_id FROM user WHERE account_id = '{account}'");
    query(path, &sql).remove(0)
}

/// In a later sync as in the first one.
#[tokio::test]
async fn a_page_asked_for_before_the_run_read_back_does_not_undo_it_in_the_mirror() {
    let dir = tempfile::tempdir().unwrap();
    for synced_before in [false, true] {
        let path = dir.path().join(format!("{synced_before}.sqlite"));
        let served = serve(Model::of(8)).await;
        if synced_before {
            synced(&served, &path).await.unwrap();
        }
        let account = person(1).0;
        let (mirror, who) = (path.clone(), account.clone());
        served.model.lock().unwrap().meanwhile =
            Some(Box::new(move || moved(&mirror, &who, ASKED + 1)));
        let (report, _) = synced(&served, &path).await.unwrap();
        assert!(report.complete, "{report:?}");
        assert_eq!(policy(&path, &account), "moved", "{synced_before}");
        // The others are as the page said.
        let others = "SELECT count(*) FROM user WHERE managed AND policy_id <> 'moved'";
        assert_eq!(count(&path, others), 5);
        // The run's change is told, apart from what the sync found.
        let runs: Vec<(&str, u64)> = report
            .changed_by_runs
            .iter()
            .map(|run| (run.run.as_str(), run.people))
            .collect();
        assert_eq!((report.changed, runs), (0, vec![("run-1", 1)]));
        // The next sync reads later, whatever the clock says.
        served
            .model
            .lock()
            .unwrap()
            .policies
            .insert(account.clone(), "policy-7".into());
        let (report, _) = synced(&served, &path).await.unwrap();
        assert_eq!(policy(&path, &account), "policy-7");
        assert_eq!(report.changed_by_runs, []);
        assert_eq!(report.changed, 1);
    }
}

#[tokio::test]
async fn a_page_asked_for_after_the_run_read_back_wins() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(8)).await;
    synced(&served, &path).await.unwrap();
    let account = person(1).0;
    let before = policy(&path, &account);
    let (mirror, who) = (path.clone(), account.clone());
    served.model.lock().unwrap().meanwhile =
        Some(Box::new(move || moved(&mirror, &who, ASKED - 1)));
    synced(&served, &path).await.unwrap();
    assert_eq!(policy(&path, &account), before);
}

/// A page of people that was read before the run read back says what was before. The next sync reads anew.
#[tokio::test]
async fn a_page_of_people_from_before_the_run_does_not_undo_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(30)).await;
    synced(&served, &path).await.unwrap();
    let account = served
        .model
        .lock()
        .unwrap()
        .people
        .keys()
        .next_back()
        .unwrap()
        .clone();
    let status = || {
        let sql = format!("SELECT status FROM user WHERE account_id = '{account}'");
        query(&path, &sql).remove(0)
    };
    let (mirror, who) = (path.clone(), account.clone());
    served.model.lock().unwrap().meanwhile = Some(Box::new(move || {
        let at = Timestamp::from_second(ASKED + 1).unwrap();
        let run = RunSource {
            id: "run-1",
            planned_at: at,
        };
        let row = RunEdit {
            account: who.as_str().into(),
            field: "membership_status",
            before: Some("active"),
            after: Some("suspended"),
            name: None,
            at,
            made: true,
            edits: vec![Edit::Column("status", Some("suspended"))],
        };
        Mirror::open(&mirror)
            .unwrap()
            .note_edits(run, [row])
            .unwrap();
    }));
    synced(&served, &path).await.unwrap();
    assert_eq!(status(), "suspended");
    // Nothing at the service shows the change: somebody took it back.
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((status().as_str(), report.changed), ("active", 1));
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!(report.changed, 0);
}

/// What a run changed between two syncs is news, and told apart from what others changed.
#[tokio::test]
async fn changes_of_runs_are_counted_since_the_last_sync() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(8)).await;
    synced(&served, &path).await.unwrap();
    let (mine, theirs) = (person(1).0, person(2).0);
    moved(&path, &mine, ASKED + 60);
    {
        let mut model = served.model.lock().unwrap();
        model.policies.insert(mine.clone(), "moved".into());
        model.policies.insert(theirs, "policy-9".into());
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!(report.changed, 1);
    assert_eq!(report.changed_by_runs.len(), 1);
    assert_eq!(
        query(
            &path,
            &format!("SELECT at || ' ' || run FROM change WHERE id = '{mine}'")
        ),
        ["2025-06-15T15:07:40Z run-1"]
    );
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.changed, report.changed_by_runs), (0, vec![]));
}
