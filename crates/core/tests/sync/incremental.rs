//! Where the audit log names who changed, only they are read, and the mirror is as if everyone had been.

use std::sync::Arc;
use std::time::Duration;

use atlctl_core::sync::{Outcome, Stage, SyncOptions};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::directory::{Directory, Person, organization, serve};
use crate::several::{requests, run, several, with};
use crate::{count, dump, query};

/// The options some days after the first sync.
fn later(days: i64) -> SyncOptions {
    let clock = move || Timestamp::from_second(1_750_000_000 + days * 86_400).unwrap();
    SyncOptions {
        clock: Arc::new(clock),
        ..several()
    }
}

fn user(person: &Person) -> Value {
    json!({"id": person.id, "type": "users", "attributes": {}})
}

/// Changes some people: one comes, one goes, one is suspended, one changes groups.
fn change(directory: &mut Directory, named: bool) {
    let keys: Vec<_> = directory
        .people
        .keys()
        .step_by(100)
        .take(4)
        .cloned()
        .collect();
    let mut events = vec![json!({"id": "policy-1", "type": "policies"})];
    let gone = directory.people.remove(&keys[0]).unwrap();
    let suspended = directory.people.get_mut(&keys[1]).unwrap();
    suspended.status = "suspended";
    events.push(user(suspended));
    let moved = directory.people.get_mut(&keys[2]).unwrap();
    moved.groups = vec!["g-new".to_owned()];
    events.push(user(moved));
    let new = Person::new(9_999, &directory.domains, false);
    events.extend([user(&gone), user(&new)]);
    directory.people.insert(new.key(), new);
    directory.events = Some(if named { events } else { Vec::new() });
}

#[tokio::test]
async fn only_who_changed_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let (path, whole) = (dir.path().join("mirror"), dir.path().join("whole"));
    let served = serve(organization(2_000, false)).await;
    with(&served, |directory| directory.events = Some(Vec::new()));
    run(&served, &path, &several()).await.unwrap();
    std::fs::copy(&path, &whole).unwrap();
    with(&served, |directory| change(directory, true));
    requests(&served);
    let report = run(&served, &path, &later(1)).await.unwrap();
    let stage = report.stage(Stage::Users).unwrap();
    assert_eq!(
        (stage.outcome, stage.rows),
        (Outcome::Complete, 3),
        "{report:?}"
    );
    assert!(requests(&served) < 40);
    assert_eq!((report.appeared, report.gone, report.changed), (1, 1, 2));
    let full = SyncOptions {
        full: true,
        ..later(1)
    };
    run(&served, &whole, &full).await.unwrap();
    assert!(requests(&served) > 200);
    assert_eq!(dump(&path), dump(&whole));
    let changes =
        "SELECT thing || id || kind || coalesce(detail, '') FROM mirror_change ORDER BY 1";
    assert_eq!(query(&path, changes), query(&whole, changes));
    // A third one has nobody to read, and after a week everyone is read.
    with(&served, |directory| directory.events = Some(Vec::new()));
    let report = run(&served, &path, &later(2)).await.unwrap();
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 0);
    let report = run(&served, &path, &later(8)).await.unwrap();
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 2_000);
    assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 1);
}

/// What no event names is found by the counts, and by those of the groups.
#[tokio::test]
async fn a_change_without_an_event_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (path, whole) = (dir.path().join("mirror"), dir.path().join("whole"));
    let served = serve(organization(2_000, false)).await;
    with(&served, |directory| directory.events = Some(Vec::new()));
    run(&served, &path, &several()).await.unwrap();
    std::fs::copy(&path, &whole).unwrap();
    with(&served, |directory| change(directory, false));
    run(&served, &path, &later(1)).await.unwrap();
    run(
        &served,
        &whole,
        &SyncOptions {
            full: true,
            ..later(1)
        },
    )
    .await
    .unwrap();
    assert_eq!(dump(&path), dump(&whole));
}

#[tokio::test]
async fn everyone_is_read_where_events_may_not_be_or_are_too_many() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror");
    let served = serve(organization(1_000, false)).await;
    run(&served, &path, &several()).await.unwrap();
    for named in [None, Some(200)] {
        with(&served, |directory| {
            let events = |most| directory.people.values().take(most).map(user).collect();
            directory.events = named.map(events);
        });
        let report = run(&served, &path, &later(1)).await.unwrap();
        assert_eq!(report.stage(Stage::Users).unwrap().rows, 1_000);
    }
    let never = SyncOptions {
        full_every: Duration::ZERO,
        ..later(1)
    };
    with(&served, |directory| directory.events = Some(Vec::new()));
    let report = run(&served, &path, &never).await.unwrap();
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 1_000);
}

/// Cut off at every request, it goes on and ends the same.
#[tokio::test]
async fn an_incremental_sync_is_cut_off_at_every_request() {
    let dir = tempfile::tempdir().unwrap();
    let first = dir.path().join("first");
    let served = serve(organization(2_000, false)).await;
    with(&served, |directory| directory.events = Some(Vec::new()));
    run(&served, &first, &several()).await.unwrap();
    with(&served, |directory| change(directory, true));
    let copy = |name: &str| {
        let path = dir.path().join(name);
        std::fs::copy(&first, &path).unwrap();
        path
    };
    let path = copy("whole");
    with(&served, |directory| directory.requests = 0);
    run(&served, &path, &later(1)).await.unwrap();
    let (all, want) = (served.directory.lock().unwrap().requests, dump(&path));
    for at in 1..all {
        let path = copy(&at.to_string());
        with(&served, |directory| {
            (directory.requests, directory.answers) = (0, Some(at));
        });
        run(&served, &path, &later(1)).await.unwrap_err();
        with(&served, |directory| {
            (directory.requests, directory.answers) = (0, None);
        });
        run(&served, &path, &later(1)).await.unwrap();
        assert_eq!(dump(&path), want, "cut off at request {at}");
    }
}

/// Counts are asked for while groups are still being read: the next sync finds those who change in between.
#[tokio::test]
async fn somebody_changes_without_an_event_at_every_request() {
    let dir = tempfile::tempdir().unwrap();
    let first = dir.path().join("first");
    let served = serve(organization(500, false)).await;
    with(&served, |directory| directory.events = Some(Vec::new()));
    run(&served, &first, &several()).await.unwrap();
    requests(&served);
    let (path, whole) = (dir.path().join("mirror"), dir.path().join("whole"));
    std::fs::copy(&first, &path).unwrap();
    run(&served, &path, &later(1)).await.unwrap();
    let all = requests(&served);
    assert!(all > 10, "{all}");
    // One search more, for those whom events name.
    for at in 0..=all {
        let served = serve(organization(500, false)).await;
        with(&served, |directory| {
            let events = directory.people.values().step_by(50).map(user);
            directory.events = Some(events.collect());
            directory.meanwhile = Some(Box::new(move |number, people| {
                if number == at {
                    let person = people.values_mut().nth(7).unwrap();
                    person.status = "suspended";
                    person.groups = vec!["g-new".to_owned()];
                }
            }));
        });
        std::fs::copy(&first, &path).unwrap();
        run(&served, &path, &later(1)).await.unwrap();
        run(&served, &path, &later(2)).await.unwrap();
        std::fs::copy(&first, &whole).unwrap();
        let full = SyncOptions {
            full: true,
            ..later(2)
        };
        run(&served, &whole, &full).await.unwrap();
        assert_eq!(dump(&path), dump(&whole), "at request {at}");
    }
}

/// What a sync read that was cut off is as old as that: the next one reads all that changed since the last whole one.
#[tokio::test]
async fn what_changed_between_the_cut_and_the_next_sync_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let (path, whole) = (dir.path().join("mirror"), dir.path().join("whole"));
    let served = serve(organization(500, false)).await;
    with(&served, |directory| directory.events = Some(Vec::new()));
    // People's roles are read when their list is.
    let with_roles = |options: SyncOptions| SyncOptions {
        parts: [Stage::Org, Stage::Groups, Stage::Users, Stage::UserRoles].into(),
        roles_budget: 10,
        ..options
    };
    run(&served, &path, &with_roles(several())).await.unwrap();
    std::fs::copy(&path, &whole).unwrap();
    let soon = || SyncOptions {
        clock: Arc::new(|| Timestamp::from_second(1_750_000_000 + 86_700).unwrap()),
        ..with_roles(several())
    };
    let full = SyncOptions {
        full: true,
        ..soon()
    };
    let mut behind_people = 0;
    for at in 1.. {
        let path = dir.path().join(format!("{at}"));
        std::fs::copy(&whole, &path).unwrap();
        let served = serve(organization(500, false)).await;
        with(&served, |directory| {
            directory.events = Some(Vec::new());
            directory.answers = Some(at);
        });
        if run(&served, &path, &with_roles(later(1))).await.is_ok() {
            break;
        }
        let done = "SELECT state FROM mirror_stage WHERE stage = 'users' AND sync_no = 2";
        let was_read = query(&path, done) == ["complete"];
        with(&served, |directory| {
            directory.answers = None;
            change(directory, true);
        });
        run(&served, &path, &soon()).await.unwrap();
        behind_people += usize::from(was_read);
        let other = dir.path().join(format!("{at}-whole"));
        std::fs::copy(&whole, &other).unwrap();
        run(&served, &other, &full).await.unwrap();
        assert_eq!(dump(&path), dump(&other), "cut off at request {at}");
    }
    assert!(behind_people > 5);
}

/// A sync of other parts in between is no reason to read everyone.
#[tokio::test]
async fn after_a_sync_of_other_parts_only_who_changed_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror");
    let served = serve(organization(2_000, false)).await;
    with(&served, |directory| directory.events = Some(Vec::new()));
    run(&served, &path, &several()).await.unwrap();
    let other = SyncOptions {
        parts: [Stage::Org, Stage::Domains].into(),
        ..later(1)
    };
    run(&served, &path, &other).await.unwrap();
    with(&served, |directory| change(directory, true));
    let report = run(&served, &path, &later(2)).await.unwrap();
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 3, "{report:?}");
}

/// Somebody who is no longer in any group no longer counts in the groups, though the mirror holds the memberships until the
/// end: no reason to read the members of a group that nearly everyone is in.
#[tokio::test]
async fn who_left_all_groups_is_no_reason_to_read_everyone() {
    let dir = tempfile::tempdir().unwrap();
    let (path, whole) = (dir.path().join("mirror"), dir.path().join("whole"));
    let served = serve(organization(2_000, false)).await;
    with(&served, |directory| {
        for person in directory.people.values_mut() {
            person.groups.push("g-everyone".to_owned());
        }
        directory.events = Some(Vec::new());
    });
    run(&served, &path, &several()).await.unwrap();
    std::fs::copy(&path, &whole).unwrap();
    with(&served, |directory| {
        let left: Vec<_> = directory.people.values_mut().step_by(400).collect();
        let mut events = Vec::new();
        for person in left {
            person.groups.clear();
            events.push(user(person));
        }
        directory.events = Some(events);
    });
    let report = run(&served, &path, &later(1)).await.unwrap();
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 5, "{report:?}");
    assert_eq!(report.changed, 5);
    let full = SyncOptions {
        full: true,
        ..later(1)
    };
    run(&served, &whole, &full).await.unwrap();
    assert_eq!(dump(&path), dump(&whole));
}
