//! An organization on the old user management, read through the portal: against the simulator, which
//! knows who is truly there.

use std::collections::BTreeMap;
use std::path::Path;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, Outcome, Stage, SyncError, SyncOptions, SyncReport};
use atlctl_sim::{Running, SimConfig, Simulator};

use crate::{count, query};

fn old(people: usize) -> Running {
    Simulator::spawn_thread(SimConfig {
        people,
        old_user_management: true,
        ..SimConfig::default()
    })
    .unwrap()
}

async fn synced(sim: &Running, path: &Path, session: bool) -> Result<SyncReport, SyncError> {
    let bases = Bases::parse(&sim.api_base(), &sim.portal_base()).unwrap();
    let mut builder = Client::builder()
        .bases(bases)
        .no_proxy(true)
        .max_wait(
            std::time::Duration::from_millis(50),
            std::time::Duration::from_millis(50),
        )
        .api_key(sim.api_key().into());
    if session {
        builder = builder.session(sim.session_token().into());
    }
    let mirror = Mirror::open(path)?;
    let options = SyncOptions::new(sim.org_id().into());
    sync::run(&builder.build().unwrap(), &mirror, &options, &|_| ()).await
}

fn outcome(report: &SyncReport, stage: Stage) -> Outcome {
    report.stage(stage).unwrap().outcome
}

#[tokio::test]
async fn everyone_is_read_with_groups_claims_and_policies() {
    let sim = old(230);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let report = synced(&sim, &path, true).await.unwrap();
    assert!(report.complete, "{report:?}");
    let truth: BTreeMap<String, String> = sim
        .control()
        .accounts()
        .into_iter()
        .map(|account| {
            let policy = account.policy.unwrap_or_default();
            let line = format!(
                "{} {} {} {policy}",
                account.email, account.name, account.managed
            );
            (account.account_id, line)
        })
        .collect();
    let lines = query(
        &path,
        "SELECT account_id || '\t' || email || ' ' || name || ' ' || CASE managed WHEN 1 THEN 'true' \
         WHEN 0 THEN 'false' ELSE '?' END || ' ' || coalesce(policy_id, '') FROM user",
    );
    let read: BTreeMap<String, String> = lines
        .iter()
        .map(|line| line.split_once('\t').unwrap())
        .map(|(id, line)| (id.to_owned(), line.to_owned()))
        .collect();
    assert_eq!(read, truth);
    // What the portal does not tell is unknown.
    let unknown = "SELECT count(*) FROM user WHERE org_admin IS NULL AND mfa_enabled IS NULL";
    assert_eq!(count(&path, unknown), 230);
    assert_eq!(
        count(
            &path,
            "SELECT count(*) FROM user WHERE activity_known AND last_active IS NULL"
        ),
        0
    );
    assert!(
        count(
            &path,
            "SELECT count(*) FROM user WHERE last_active IS NOT NULL"
        ) > 100
    );
    assert_eq!(
        count(
            &path,
            "SELECT count(*) FROM \"group\" WHERE members <> users"
        ),
        0
    );
    assert!(count(&path, "SELECT count(*) FROM user_group") > 230);

    let report = synced(&sim, &path, true).await.unwrap();
    assert_eq!((report.appeared, report.changed, report.gone), (0, 0, 0));
    assert_eq!(count(&path, "SELECT count(*) FROM change"), 0);
}

#[tokio::test]
async fn with_a_key_alone_the_managed_accounts_are_read_and_the_rest_is_named() {
    let sim = old(120);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let report = synced(&sim, &path, false).await.unwrap();
    assert_eq!(outcome(&report, Stage::Users), Outcome::Inexact);
    let note = report.stage(Stage::Users).unwrap().note.clone().unwrap();
    assert!(note.contains("a browser session is required"), "{note}");
    let managed = sim
        .control()
        .accounts()
        .iter()
        .filter(|a| a.managed)
        .count();
    assert_eq!(count(&path, "SELECT count(*) FROM user"), managed as i64);
    assert_eq!(
        count(
            &path,
            "SELECT count(*) FROM user WHERE policy_id IS NOT NULL"
        ),
        managed as i64
    );

    // A session later reads the others, and makes nobody gone before it is whole.
    let report = synced(&sim, &path, true).await.unwrap();
    assert!(report.complete, "{report:?}");
    assert_eq!(
        count(&path, "SELECT count(*) FROM user WHERE NOT gone"),
        120
    );
}

/// Pages that repeat and leave out: the portal's own count shows it.
#[tokio::test]
async fn a_list_that_shifts_makes_nobody_gone() {
    let sim = old(350);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    synced(&sim, &path, true).await.unwrap();
    for fault in [
        "GET */um/org/*/users skip=2 1x shift-page",
        "GET */um/org/*/users skip=2 1x duplicate-page",
    ] {
        sim.control().fault(fault).unwrap();
        let report = synced(&sim, &path, true).await.unwrap();
        assert_eq!(outcome(&report, Stage::Users), Outcome::Inexact, "{fault}");
        assert_eq!((report.changed, report.gone), (0, 0), "{fault}");
        assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
    }
}

#[tokio::test]
async fn groups_with_unreported_members_stay_unknown() {
    let sim = old(60);
    sim.control().fault("GET */groups/*/members 404").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let report = synced(&sim, &path, true).await.unwrap();
    assert_eq!(outcome(&report, Stage::Users), Outcome::Inexact);
    let note = report.stage(Stage::Users).unwrap().note.clone().unwrap();
    assert!(note.starts_with("group memberships"), "{note}");
    assert_eq!(count(&path, "SELECT count(*) FROM user"), 60);
    assert_eq!(count(&path, "SELECT count(*) FROM user_group"), 0);
}

#[tokio::test]
async fn cut_off_it_begins_its_list_again_and_ends_the_same() {
    let sim = old(350);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    sim.control()
        .fault("GET */um/org/*/users skip=3 unauthorized")
        .unwrap();
    synced(&sim, &path, true).await.unwrap_err();
    sim.control().clear_faults();
    let report = synced(&sim, &path, true).await.unwrap();
    assert!(report.resumed && report.complete, "{report:?}");
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 350);
    assert_eq!(count(&path, "SELECT count(*) FROM user"), 350);
}
