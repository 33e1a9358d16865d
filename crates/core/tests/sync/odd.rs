//! A service that refuses, forgets and contradicts itself.

use atlctl_core::sync::{Outcome, Stage, SyncError, SyncEvent};
use serde_json::{Value, json};

use crate::model::{Model, person, serve};
use crate::{count, query, synced};

#[tokio::test]
async fn what_is_refused_stays_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(30);
    model.refused = [
        ("/domains", 403),
        ("/auth-policies/bulk-fetch", 402),
        ("/users/count", 404),
    ]
    .into();
    let served = serve(model).await;
    let (report, _) = synced(&served, &path).await.unwrap();
    assert!(!report.complete);
    for (stage, outcome) in [
        (Stage::Domains, Outcome::Unavailable),
        (Stage::Policies, Outcome::Unavailable),
        // Nothing proves that the list was whole.
        (Stage::Users, Outcome::Inexact),
        (Stage::Groups, Outcome::Complete),
    ] {
        assert_eq!(report.stage(stage).unwrap().outcome, outcome, "{stage}");
    }
    assert_eq!(
        count(&path, "SELECT count(*) FROM user WHERE policy_known"),
        0
    );
    assert_eq!(query(&path, "SELECT state FROM sync"), ["partial"]);
    let note = query(&path, "SELECT note FROM sync");
    assert!(
        note[0].contains("domains: ") && note[0].contains("not for you"),
        "{note:?}"
    );

    // What becomes readable later is read later; what becomes unreadable stays as it was.
    {
        let mut model = served.model.lock().unwrap();
        model.refused = [("/groups/search", 403)].into();
        model.groups.clear();
    }
    synced(&served, &path).await.unwrap();
    assert_eq!(
        count(&path, "SELECT count(*) FROM user WHERE policy_known"),
        22
    );
    assert_eq!(
        count(&path, "SELECT count(*) FROM \"group\" WHERE NOT gone"),
        5
    );
}

#[tokio::test]
async fn a_refused_cursor_starts_the_list_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(60);
    model.signed_out_at = Some(4);
    let served = serve(model).await;
    synced(&served, &path).await.unwrap_err();
    {
        let mut model = served.model.lock().unwrap();
        model.signed_out_at = None;
        model.generation += 1;
    }
    let (report, events) = synced(&served, &path).await.unwrap();
    assert!(report.resumed && report.complete);
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 60);
    assert!(
        events
            .iter()
            .any(|event| matches!(event, SyncEvent::Warning(_)))
    );
}

/// A list that ends early and a service that does not count: people who were not seen may still be there.
#[tokio::test]
async fn nobody_is_gone_while_nothing_proves_the_list_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(40)).await;
    synced(&served, &path).await.unwrap();
    {
        let mut model = served.model.lock().unwrap();
        model.refused = [("/users/count", 500)].into();
        model.people.remove(&person(3).0);
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    let users = report.stage(Stage::Users).unwrap();
    assert_eq!((users.outcome, report.gone), (Outcome::Inexact, 0));
    let note = users.note.as_ref().unwrap();
    assert!(note.contains("reports no total"), "{note}");
    assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
}

/// Counts from before and after that differ leave room for as many as the list left out.
#[tokio::test]
async fn people_who_leave_meanwhile_do_not_hide_those_who_were_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(40)).await;
    synced(&served, &path).await.unwrap();
    let gone = person(8).0;
    {
        let mut model = served.model.lock().unwrap();
        model.people.remove(&gone);
        model.hidden = [person(9).0, person(10).0].into();
        // Three more were there when it began.
        model.leaving = 3;
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.complete, report.gone), (true, 1));
    assert_eq!(
        query(&path, "SELECT account_id FROM user WHERE gone"),
        [gone]
    );
}

/// What the credential may not read is named, and the rest is read.
#[tokio::test]
async fn people_who_may_not_be_listed_do_not_keep_the_rest_from_being_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(20)).await;
    synced(&served, &path).await.unwrap();
    served.model.lock().unwrap().refused = [("/users/search", 403), ("/users/count", 403)].into();
    let (report, _) = synced(&served, &path).await.unwrap();
    for (stage, outcome) in [
        (Stage::Users, Outcome::Unavailable),
        (Stage::Policies, Outcome::Unavailable),
        (Stage::Domains, Outcome::Complete),
        (Stage::Groups, Outcome::Complete),
    ] {
        assert_eq!(report.stage(stage).unwrap().outcome, outcome, "{stage}");
    }
    assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
}

/// A first page that is refused as invalid is no place that was left: nothing is read again and again.
#[tokio::test]
async fn a_refused_first_page_stops_the_sync() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(20)).await;
    served.model.lock().unwrap().refused = [("/users/search", 400)].into();
    let error = synced(&served, &path).await.unwrap_err();
    assert!(
        matches!(&error, SyncError::Wire { stage: Stage::Users, source } if source.status == Some(400)),
        "{error:?}"
    );
}

/// The list leaves people out now and then. Who answers to their account is not gone.
#[tokio::test]
async fn who_is_missing_is_asked_for_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(60)).await;
    synced(&served, &path).await.unwrap();
    let gone = person(5).0;
    {
        let mut model = served.model.lock().unwrap();
        model.people.remove(&gone);
        model.hidden = (20..35).map(|n| person(n).0).collect();
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.complete, report.gone), (true, 1));
    assert_eq!(
        query(&path, "SELECT account_id FROM user WHERE gone"),
        [gone]
    );

    // A service that counts more than it ever shows: nothing is concluded from that.
    {
        let mut model = served.model.lock().unwrap();
        model.hidden.clear();
        model.people.remove(&person(6).0);
        model.count_off_by = 7;
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    let users = report.stage(Stage::Users).unwrap();
    assert_eq!((users.outcome, report.gone), (Outcome::Inexact, 0));
    assert!(
        users
            .note
            .as_ref()
            .unwrap()
            .contains("reports 65 people but listed 58"),
        "{users:?}"
    );
}

#[tokio::test]
async fn policy_questions_shrink_until_they_are_taken() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(50);
    model.bulk = 2;
    let no_answer = person(1).0;
    let none = person(2).0;
    model.policies.remove(&no_answer);
    model.policies.insert(none.clone(), String::new());
    let served = serve(model).await;
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!(report.stage(Stage::Policies).unwrap().rows, 36);
    assert_eq!(
        count(
            &path,
            &format!("SELECT policy_known FROM user WHERE account_id = '{no_answer}'")
        ),
        0
    );
    let sql = format!(
        "SELECT count(*) FROM user WHERE account_id = '{none}' AND policy_known AND policy_id IS NULL"
    );
    assert_eq!(count(&path, &sql), 1);
}

/// Fields missing, null, of other types, unknown values, texts of all scripts: read, not refused.
#[tokio::test]
async fn strange_people() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(0);
    let strange: [(&str, Value); 6] = [
        ("bare", json!({"accountId": "bare"})),
        (
            "nulls",
            json!({"accountId": "nulls", "email": null, "groups": null, "productAccess": null, "platformRoles": null, "counts": null}),
        ),
        (
            "types",
            json!({"accountId": "types", "email": 7, "mfaEnabled": "yes", "name": {"first": "x"}, "status": "on_holiday", "productAccess": []}),
        ),
        (
            "odd time",
            json!({"accountId": "when", "productAccess": [{"id": "x", "lastActiveTimestamp": "last spring"}, {"id": "y", "lastActiveTimestamp": "2025-01-02"}]}),
        ),
        (
            "script",
            json!({"accountId": "script:|'\"", "email": "ÄÖ@Exämple.COM", "name": "'); DROP TABLE mirror_user; --\u{1b}[31m", "productAccess": [{"id": "x"}]}),
        ),
        ("nobody", json!({"email": "without@account.example"})),
    ];
    for (key, value) in strange {
        model.people.insert(key.to_owned(), value);
    }
    let served = serve(model).await;
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!(report.appeared, 5);
    let lines = query(
        &path,
        "SELECT account_id || ' ' || coalesce(email, '?') || ' ' || coalesce(status, '?') || ' ' || coalesce(org_admin, '?') || ' ' || activity_known || ' ' || coalesce(managed, '?') FROM user ORDER BY 1",
    );
    assert_eq!(
        lines,
        [
            "bare ? ? ? 0 ?",
            "nulls ? ? ? 0 ?",
            "script:|'\" ÄÖ@Exämple.COM ? ? 1 ?",
            "types 7 on_holiday ? 1 ?",
            // Told, but not understood: unknown, not never.
            "when ? ? ? 0 ?"
        ]
    );
    assert_eq!(
        query(
            &path,
            "SELECT domain FROM user WHERE domain > '' ORDER BY domain"
        ),
        ["7", "exämple.com"]
    );
}

/// SQLite would read a number as a Julian day, and February 30 as March 2.
#[tokio::test]
async fn a_date_that_is_none_is_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(4);
    let odd = [json!(12345), json!("2026-02-30"), json!("soon")];
    for (person, added) in model.people.values_mut().zip(odd) {
        person["addedToOrg"] = added;
    }
    let served = serve(model).await;
    synced(&served, &path).await.unwrap();
    assert_eq!(
        query(
            &path,
            "SELECT coalesce(added_to_org, 'unknown') || coalesce(added_to_org_unix, '') FROM user ORDER BY 1"
        ),
        [
            "2020-01-02T03:04:05Z1577934245",
            "unknown",
            "unknown",
            "unknown"
        ]
    );
}
