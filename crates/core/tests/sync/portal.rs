//! An organization on the original user management, read through the portal: against the simulator, which
//! knows who is truly there.

use std::collections::BTreeMap;
use std::path::Path;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, Outcome, Stage, SyncError, SyncOptions, SyncReport};
use atlctl_sim::{Running, SimConfig, Simulator};

use crate::{count, dump, query};

fn old(people: usize) -> Running {
    Simulator::spawn_thread(SimConfig {
        people,
        old_user_management: true,
        ..SimConfig::default()
    })
    .unwrap()
}

async fn synced(sim: &Running, path: &Path, session: bool) -> Result<SyncReport, SyncError> {
    synced_over(sim, path, session, 8).await
}

async fn synced_over(
    sim: &Running,
    path: &Path,
    session: bool,
    cursors: usize,
) -> Result<SyncReport, SyncError> {
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
    let options = SyncOptions {
        cursors,
        ..SyncOptions::new(sim.org_id().into())
    };
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

/// Pages that repeat and leave out: the portal's own count shows it, and the list is read once more.
#[tokio::test]
async fn a_list_that_shifts_makes_nobody_gone() {
    let sim = old(350);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    synced(&sim, &path, true).await.unwrap();
    for (fault, expected) in [
        ("skip=2 1x shift-page", Outcome::Complete),
        ("skip=2 1x duplicate-page", Outcome::Complete),
        ("skip=2 shift-page", Outcome::Inexact),
    ] {
        sim.control()
            .fault(&format!("GET */um/org/*/users {fault}"))
            .unwrap();
        let report = synced(&sim, &path, true).await.unwrap();
        sim.control().clear_faults();
        let stage = report.stage(Stage::Users).unwrap();
        assert_eq!(stage.outcome, expected, "{fault}");
        if expected == Outcome::Complete {
            assert_eq!(stage.rows, 350);
            let note = stage.note.as_deref();
            assert_eq!(note, Some("people came or went while they were read"));
        }
        assert_eq!((report.changed, report.gone), (0, 0), "{fault}");
        assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
    }
}

/// How often the list of people and those of the members of groups were asked for since the last time.
fn pages(sim: &Running, before: &mut usize) -> usize {
    let requests = sim.control().requests();
    let new = requests.get(*before..).unwrap_or_default();
    *before = requests.len();
    let is_list = |path: &str| {
        path.contains("/um/org/") && (path.ends_with("/users") || path.ends_with("/members"))
    };
    new.iter().filter(|one| is_list(&one.path)).count()
}

#[tokio::test]
async fn several_pages_at_once_make_the_mirror_of_one_after_the_other() {
    let sim = old(3_000);
    let dir = tempfile::tempdir().unwrap();
    let (plain, several) = (dir.path().join("plain"), dir.path().join("several"));
    let mut before = 0;
    synced_over(&sim, &plain, true, 1).await.unwrap();
    let plainly = pages(&sim, &mut before);
    for _ in 0..2 {
        let report = synced_over(&sim, &several, true, 8).await.unwrap();
        let stage = report.stage(Stage::Users).unwrap();
        assert_eq!(
            (stage.outcome, &stage.note),
            (Outcome::Complete, &None),
            "{report:?}"
        );
        assert_eq!(dump(&several), dump(&plain));
        let order = "SELECT no || account_id FROM mirror_user ORDER BY no";
        assert_eq!(query(&several, order), query(&plain, order));
        let used = pages(&sim, &mut before);
        assert!(
            plainly > 60 && used * 10 <= plainly * 11,
            "{used} of {plainly}"
        );
    }
    // Where a page shifts, the one between is read again, and nobody is lost.
    for fault in ["skip=12 1x shift-page", "skip=22 1x duplicate-page"] {
        sim.control()
            .fault(&format!("GET */um/org/*/users {fault}"))
            .unwrap();
        let report = synced_over(&sim, &several, true, 8).await.unwrap();
        sim.control().clear_faults();
        let stage = report.stage(Stage::Users).unwrap();
        assert_eq!((stage.outcome, stage.rows), (Outcome::Complete, 3_000));
        assert!(stage.note.is_some(), "{fault}");
        assert_eq!(dump(&several), dump(&plain), "{fault}");
        let used = pages(&sim, &mut before);
        assert!(used * 10 <= plainly * 11, "{fault}: {used} of {plainly}");
    }
    // A page that is limited for longer than a sync waits stops it, and the next one ends the same.
    sim.control()
        .fault("GET */um/org/*/users skip=25 1x 429")
        .unwrap();
    synced_over(&sim, &several, true, 8).await.unwrap_err();
    let report = synced_over(&sim, &several, true, 8).await.unwrap();
    assert!(report.resumed && report.complete, "{report:?}");
    assert_eq!(dump(&several), dump(&plain));
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
