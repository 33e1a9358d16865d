//! What appeared, changed, went and came back.

use proptest::prelude::*;
use serde_json::json;

use crate::model::{Model, person, serve};
use crate::{count, dump, query, synced};

#[tokio::test]
async fn changes_are_distinguished() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let served = serve(Model::of(20)).await;
    synced(&served, &path).await.unwrap();
    let (one, two, three) = (person(1).0, person(2).0, person(3).0);
    {
        let mut model = served.model.lock().unwrap();
        let changed = model.people.get_mut(&one).unwrap();
        changed["name"] = "New Name".into();
        changed["groups"] = json!([{"id": "g-new", "name": "New"}, {"id": "g-all"}]);
        changed["platformRoles"] = json!(["atlassian/org-admin"]);
        // Being active is no change.
        model.people.get_mut(&three).unwrap()["productAccess"][0]["lastActiveTimestamp"] =
            "2025-01-01T00:00:00Z".into();
        model.policies.insert(three.clone(), "policy-9".into());
        model.people.remove(&two);
        let (id, new) = person(99);
        model.people.insert(id, new);
        model.groups.remove("g-empty");
        model.groups.insert("g-new".into(), "New".into());
    }
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.appeared, report.changed, report.gone), (1, 2, 1));
    served
        .model
        .lock()
        .unwrap()
        .people
        .insert(two.clone(), person(2).1);
    let (report, _) = synced(&served, &path).await.unwrap();
    assert_eq!((report.returned, report.gone, report.changed), (1, 0, 0));
    let mut lines = query(
        &path,
        "SELECT sync || ' ' || thing || ' ' || id || ' ' || kind || ' ' || coalesce(detail, '') FROM change",
    );
    lines.sort();
    let mut want = vec![
        format!(
            r#"2 user {one} changed {{"group_names":{{"added":["New"],"removed":["The g-1"]}},"groups":{{"added":["g-new"],"removed":["g-1"]}},"name":["Person \"1\"","New Name"],"org_admin":[0,1],"platform_roles":{{"added":["atlassian/org-admin"],"removed":[]}}}}"#
        ),
        format!(r#"2 user {three} changed {{"policy":["policy-0","policy-9"]}}"#),
        format!("2 user {} appeared ", person(99).0),
        format!("2 user {two} gone "),
        "2 group g-empty gone ".into(),
        "2 group g-new appeared ".into(),
        format!("3 user {two} returned "),
    ];
    // Which of the two policies it was depends on the order of accounts.
    let before = lines
        .iter()
        .any(|line| line.contains(r#"["policy-1","policy-9"]"#));
    if before {
        want[1] = want[1].replace("policy-0", "policy-1");
    }
    want.sort();
    assert_eq!(lines, want);
    assert_eq!(
        query(
            &path,
            &format!("SELECT last_active FROM user WHERE account_id = '{three}'")
        ),
        ["2025-01-01T00:00:00Z"]
    );
    assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever happens between syncs, the mirror ends up as one that was made at the end, apart from who
    /// is gone.
    #[test]
    fn an_updated_mirror_equals_a_new_one(edits in proptest::collection::vec((0_usize..30, 0_u8..5, 0_usize..4), 0..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let kept = dir.path().join("kept.sqlite");
            let served = serve(Model::of(25)).await;
            synced(&served, &kept).await.unwrap();
            for (n, (who, what, which)) in edits.iter().enumerate() {
                {
                    let mut model = served.model.lock().unwrap();
                    let (id, new) = person(*who);
                    match what {
                        0 => { model.people.remove(&id); }
                        1 => { model.people.insert(id, new); }
                        2 => { model.policies.insert(id, format!("policy-{which}")); }
                        3 => if let Some(person) = model.people.get_mut(&id) {
                            person["groups"] = (0..*which).map(|n| json!({"id": format!("g-{n}")})).collect();
                        },
                        _ => if let Some(person) = model.people.get_mut(&id) {
                            person["status"] = ["active", "suspended", "odd", "deactivated"][*which].into();
                            person["productAccess"] = json!([]);
                        },
                    }
                }
                if n % 4 == 0 {
                    synced(&served, &kept).await.unwrap();
                }
            }
            synced(&served, &kept).await.unwrap();
            let fresh = dir.path().join("fresh.sqlite");
            synced(&served, &fresh).await.unwrap();
            // Who lost the apps was active in them: the mirror that saw it knows when.
            let both = rusqlite::Connection::open(&kept).unwrap();
            both.execute("ATTACH ?1 AS fresh", [fresh.to_str().unwrap()]).unwrap();
            let same = "FROM fresh.mirror_user f WHERE f.account_id = mirror_user.account_id";
            let other: i64 = both
                .query_row(
                    &format!(
                        "SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL \
                         AND EXISTS (SELECT 1 {same} AND f.last_active IS NOT NULL AND f.last_active IS NOT mirror_user.last_active)"
                    ),
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(other, 0);
            both.execute(&format!("UPDATE mirror_user SET last_active = (SELECT f.last_active {same})"), []).unwrap();
            drop(both);
            let present = |path| -> Vec<String> {
                let gone: Vec<String> = query(path, "SELECT account_id FROM user WHERE gone")
                    .iter()
                    .map(|id| format!("{:?}", rusqlite::types::ValueRef::from(id.as_str())))
                    .collect();
                let left_out = |line: &String| {
                    line.starts_with("policy:")
                        || line.starts_with("user:") && gone.iter().any(|id| line.contains(id))
                };
                dump(path).into_iter().filter(|line| !left_out(line)).collect()
            };
            assert_eq!(present(&kept), present(&fresh));
        });
    }
}
