//! Lost rights look as if nobody was there: that is not believed without a word from a person.

use std::path::Path;

use atlctl_core::sync::{Outcome, Stage, SyncOptions, SyncReport};
use serde_json::{Value, json};

use crate::model::{Model, Served, person, serve};
use crate::{count, dump, options, query, synced, synced_with};

async fn accepted(served: &Served, path: &Path) -> SyncReport {
    let options = SyncOptions {
        accept_gone: true,
        ..options()
    };
    synced_with(served, path, &options).await.unwrap().0
}

fn stage(report: &SyncReport, stage: Stage) -> (Outcome, String) {
    let stage = report.stage(stage).unwrap();
    (stage.outcome, stage.note.clone().unwrap_or_default())
}

/// A mirror of so many people.
async fn mirrored(people: usize) -> (tempfile::TempDir, std::path::PathBuf, Served) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(people);
    model.page = 100;
    let served = serve(model).await;
    synced(&served, &path).await.unwrap();
    (dir, path, served)
}

/// List, look-up and count agree that nobody is there.
#[tokio::test]
async fn nobody_is_gone_when_everybody_is() {
    for people in [3, 60] {
        let (_dir, path, served) = mirrored(people).await;
        let whole = dump(&path);
        let (members, groups) = {
            let mut model = served.model.lock().unwrap();
            (
                std::mem::take(&mut model.people),
                std::mem::take(&mut model.groups),
            )
        };
        for _ in 0..2 {
            let (report, _) = synced(&served, &path).await.unwrap();
            let (outcome, note) = stage(&report, Stage::Users);
            assert_eq!((outcome, report.gone), (Outcome::Doubted, 0));
            assert!(
                note.starts_with(&format!("{people} of {people} people are missing")),
                "{note}"
            );
            assert_eq!(dump(&path), whole);
            assert_eq!(count(&path, "SELECT count(*) FROM change"), 0);
            assert_eq!(
                query(&path, "SELECT state FROM sync ORDER BY sync DESC LIMIT 1"),
                ["partial"]
            );
        }
        // When they are back, nothing happened.
        {
            let mut model = served.model.lock().unwrap();
            model.people.clone_from(&members);
            model.groups.clone_from(&groups);
        }
        let (report, _) = synced(&served, &path).await.unwrap();
        assert!(report.complete, "{report:?}");
        assert_eq!((report.changed, report.appeared), (0, 0));
        assert_eq!(dump(&path), whole);
        // When a person says so, they are gone.
        {
            let mut model = served.model.lock().unwrap();
            model.people.clear();
            model.groups.clear();
        }
        let report = accepted(&served, &path).await;
        assert!(report.complete, "{report:?}");
        assert_eq!(report.gone, people as u64);
        assert_eq!(
            count(&path, "SELECT count(*) FROM \"group\" WHERE NOT gone"),
            0
        );
    }
}

#[tokio::test]
async fn a_tenth_may_go_and_no_more() {
    for (leaving, outcome) in [(30, Outcome::Complete), (31, Outcome::Doubted)] {
        let (_dir, path, served) = mirrored(300).await;
        for n in 0..leaving {
            served.model.lock().unwrap().people.remove(&person(n).0);
        }
        let (report, _) = synced(&served, &path).await.unwrap();
        assert_eq!(stage(&report, Stage::Users).0, outcome);
        let gone = count(&path, "SELECT count(*) FROM user WHERE gone");
        let want = if outcome == Outcome::Complete {
            leaving as i64
        } else {
            0
        };
        assert_eq!(gone, want);
    }
}

#[tokio::test]
async fn groups_that_are_missing_are_not_gone() {
    let (_dir, path, served) = mirrored(20).await;
    {
        let mut model = served.model.lock().unwrap();
        for n in 0..40 {
            let (id, name) = (format!("g-more-{n}"), format!("More {n}"));
            model.groups.insert(id, name);
        }
    }
    synced(&served, &path).await.unwrap();
    served
        .model
        .lock()
        .unwrap()
        .groups
        .retain(|id, _| !id.starts_with("g-more"));
    let (report, _) = synced(&served, &path).await.unwrap();
    let (outcome, note) = stage(&report, Stage::Groups);
    assert_eq!(outcome, Outcome::Doubted);
    assert_eq!(note, "40 of 45 groups are missing; nothing was marked gone");
    assert_eq!(count(&path, "SELECT count(*) FROM \"group\" WHERE gone"), 0);
    assert!(!report.complete);
    let report = accepted(&served, &path).await;
    assert!(report.complete);
    assert_eq!(
        count(&path, "SELECT count(*) FROM \"group\" WHERE gone"),
        40
    );
}

/// What is different about people, without their texts.
fn without_raw(path: &Path) -> Vec<String> {
    let lines = dump(path).into_iter();
    lines
        .filter(|line| !line.starts_with("user: "))
        .chain(query(
            path,
            "SELECT account_id || ' ' || coalesce(org_admin, '?') || ' ' || coalesce(last_active, '?') || \
             ' ' || activity_known || coalesce(policy_id, '?') FROM user ORDER BY 1",
        ))
        .collect()
}

fn set(served: &Served, part: &str, value: &Value, who: impl Iterator<Item = usize>) {
    let mut model = served.model.lock().unwrap();
    for n in who {
        if let Some(person) = model.people.get_mut(&person(n).0) {
            person[part] = value.clone();
        }
    }
}

/// Groups, apps and roles that everybody lost at once: as where the credential may not see them anymore.
#[tokio::test]
async fn emptied_lists_stay_as_they_were() {
    for (part, lost, note) in [
        (
            "groups",
            60,
            "60 of 60 people who were in groups are now in none; they were left in their groups",
        ),
        (
            "productAccess",
            60,
            "60 of 60 people who had apps now have none; they were left with their apps",
        ),
        (
            "platformRoles",
            7,
            "7 of 7 people who had roles now have none; they were left with their roles",
        ),
    ] {
        let (_dir, path, served) = mirrored(60).await;
        let whole = without_raw(&path);
        set(&served, part, &json!([]), 0..60);
        // A second look is no proof either.
        for _ in 0..2 {
            let (report, _) = synced(&served, &path).await.unwrap();
            assert_eq!(
                stage(&report, Stage::Users),
                (Outcome::Doubted, note.to_owned())
            );
            assert_eq!(count(&path, "SELECT count(*) FROM change"), 0, "{part}");
            let now: Vec<String> = without_raw(&path);
            // The service's own count of members is what it says.
            let kept = |lines: &[String]| -> Vec<String> {
                let lines = lines.iter();
                lines
                    .filter(|line| !line.starts_with("\"group\""))
                    .cloned()
                    .collect()
            };
            assert_eq!(kept(&now), kept(&whole), "{part}");
        }
        let report = accepted(&served, &path).await;
        assert!(report.complete, "{report:?}");
        assert_eq!(report.changed, lost, "{part}");
        let left = count(
            &path,
            match part {
                "groups" => "SELECT count(*) FROM user_group",
                "productAccess" => "SELECT count(*) FROM user_app",
                _ => "SELECT count(*) + (SELECT count(*) FROM user WHERE org_admin) FROM user_role",
            },
        );
        assert_eq!(left, 0, "{part}");
        let (report, _) = synced(&served, &path).await.unwrap();
        assert!(report.complete && report.changed == 0, "{part} {report:?}");
    }
}

/// One who lost the role is believed, and the history says so.
#[tokio::test]
async fn a_few_emptied_lists_are_believed() {
    let (_dir, path, served) = mirrored(60).await;
    set(&served, "platformRoles", &json!([]), [0].into_iter());
    set(&served, "groups", &json!([]), [1].into_iter());
    let (report, _) = synced(&served, &path).await.unwrap();
    assert!(report.complete, "{report:?}");
    let mut details = query(&path, "SELECT detail FROM change");
    details.sort();
    assert_eq!(
        details,
        [
            r#"{"group_names":{"added":[],"removed":["The g-1","The g-all"]},"groups":{"added":[],"removed":["g-1","g-all"]}}"#,
            r#"{"org_admin":[1,0],"platform_roles":{"added":[],"removed":["atlassian/org-admin"]}}"#,
        ]
    );
    let id = person(0).0;
    let sql = format!("SELECT org_admin FROM user WHERE account_id = '{id}'");
    assert_eq!(count(&path, &sql), 0);
}

#[tokio::test]
async fn policies_that_everybody_lost_stay_as_they_were() {
    let (_dir, path, served) = mirrored(60).await;
    let whole = dump(&path);
    let policies = {
        let mut model = served.model.lock().unwrap();
        let policies = model.policies.clone();
        model.policies.values_mut().for_each(String::clear);
        policies
    };
    let (report, _) = synced(&served, &path).await.unwrap();
    let (outcome, note) = stage(&report, Stage::Policies);
    assert_eq!(outcome, Outcome::Doubted);
    assert_eq!(
        note,
        "45 of 45 accounts that had a policy now have none; they were left in their policies"
    );
    assert_eq!(dump(&path), whole);
    // One of them is told again: that one is as it is told.
    {
        let mut model = served.model.lock().unwrap();
        let id = policies.keys().next().unwrap().clone();
        model.policies.insert(id, "policy-new".into());
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!(report.changed, 1);
    assert!(stage(&report, Stage::Policies).1.starts_with("44 of 45"));
    let report = accepted(&served, &path).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(report.changed, 44);
    let none = "SELECT count(*) FROM user WHERE policy_known AND policy_id IS NULL";
    assert_eq!(count(&path, none), 44);
}
