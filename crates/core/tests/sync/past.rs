//! The past of the mirror: as it was at each sync, whatever happened since.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use atlctl_core::history::prune;
use atlctl_core::query::Cell;
use atlctl_core::sql::{self, Limits};
use atlctl_core::store::{
    Edit, Mirror, Moment, PolicyReadBack, RunEdit, RunSource, StoreError, schema_columns,
};
use atlctl_core::sync::{SyncOptions, SyncReport};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use crate::differences::every_difference;
use crate::model::{Model, Served, person, serve};
use crate::model_parts::Parts;
use crate::pruned::{every_number, every_time_between};
use crate::truth::Truth;
use crate::{count, options, synced_with};

/// All that the documented views say at a moment; what was sent as JSON apart.
#[derive(Debug, PartialEq, Eq)]
struct Picture {
    rows: BTreeMap<&'static str, Vec<String>>,
    /// By view and ID.
    raw: BTreeMap<(&'static str, String), Option<String>>,
}

/// Times of readings follow from no change: they are not kept.
const NOT_KEPT: [&str; 5] = [
    "outdated",
    "policy_read_at",
    "policy_read_at_unix",
    "read_at",
    "read_at_unix",
];

fn picture(path: &Path, moment: Option<Moment>) -> Picture {
    let mut views: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    for column in schema_columns() {
        views.entry(column.view).or_default().push(column.column);
    }
    assert!(views.len() > 12);
    let mut picture = Picture {
        rows: views.keys().map(|view| (*view, Vec::new())).collect(),
        raw: BTreeMap::new(),
    };
    // One question of all views: each opens the mirror anew.
    let mut parts = Vec::new();
    for (view, columns) in views {
        let id = columns[0];
        let raw = match columns.contains(&"raw") {
            true => format!("\"{id}\", raw"),
            false => "NULL, NULL".to_owned(),
        };
        let kept: Vec<String> = columns
            .iter()
            .filter(|column| **column != "raw" && !NOT_KEPT.contains(column))
            .map(|column| format!("\"{column}\""))
            .collect();
        let kept = kept.join(", ");
        parts.push(format!(
            "SELECT '{view}', json_array({kept}), {raw} FROM \"{view}\""
        ));
    }
    ask(path, moment, &parts.join(" UNION ALL "), &mut |row| {
        let text = |at: usize| row[at].text().map(str::to_owned);
        let view = text(0).unwrap();
        let (view, rows) = picture
            .rows
            .iter_mut()
            .find(|(one, _)| **one == view)
            .unwrap();
        rows.push(text(1).unwrap());
        if let Some(id) = text(2) {
            picture.raw.insert((view, id), text(3));
        }
    });
    for rows in picture.rows.values_mut() {
        rows.sort();
    }
    picture
}

pub fn ask(path: &Path, moment: Option<Moment>, sql: &str, each: &mut dyn FnMut(Vec<Cell>)) {
    sql::run_as_of((path, moment), sql, Limits::default(), &mut |_, row| {
        each(row);
        ControlFlow::Continue(())
    })
    .unwrap();
}

/// What is shown of a moment is what was there; JSON that has changed since is unknown.
fn same(then: &Picture, shown: &Picture, when: &str) {
    for (view, rows) in &then.rows {
        assert_eq!(shown.rows[view], *rows, "{view} {when}");
    }
    assert_eq!(then.raw.len(), shown.raw.len());
    for (place, raw) in &shown.raw {
        assert!(raw.is_none() || *raw == then.raw[place], "{place:?} {when}");
    }
}

/// The options of the sync that starts at this second.
fn at(second: i64) -> SyncOptions {
    SyncOptions {
        clock: Arc::new(move || Timestamp::from_second(second).unwrap()),
        // Not everybody is asked each time.
        roles_budget: 10,
        ..options()
    }
}

const BEGIN: i64 = 1_750_000_000;
const DAY: i64 = 86_400;

/// What a run confirms: somebody's policy, group and status. Before a sync has read policies there is no history of them.
fn run_writes(path: &Path, who: usize, which: usize, second: i64) {
    if count(
        path,
        "SELECT count(*) FROM mirror_recorded WHERE part = 'policies'",
    ) == 0
    {
        return;
    }
    let at = Timestamp::from_second(second).unwrap();
    let run = RunSource {
        id: "run-1",
        planned_at: at,
    };
    let mut mirror = Mirror::open(path).unwrap();
    let policy = format!("policy-{which}").into();
    let account = person(who).0;
    let read_back = PolicyReadBack {
        account: account.as_str().into(),
        before: None,
        policy: &policy,
        at,
        made: true,
    };
    mirror.note_run(run, [read_back]).unwrap();
    let group = format!("g-{which}");
    let edit = RunEdit {
        account: account.as_str().into(),
        field: "group",
        before: None,
        after: Some(&group),
        name: None,
        at,
        made: true,
        edits: vec![
            Edit::Member {
                group: &group,
                is_in: which.is_multiple_of(2),
            },
            Edit::Lifecycle {
                status: "deactivated",
            },
        ],
    };
    mirror.note_edits(run, [edit]).unwrap();
}

fn change(model: &mut Model, (who, what, which): (usize, u8, usize)) {
    let (id, _) = person(who);
    match what {
        // The same few leave and come back, also with other groups.
        0 => {
            model.people.remove(&person(who % 4).0);
        }
        1 => {
            let (id, mut new) = person(who % 4);
            if which > 0 {
                new["groups"] = json!([{"id": format!("g-{}", which - 1)}]);
            }
            model.people.insert(id, new);
        }
        2 => {
            model.policies.insert(id, format!("policy-{which}"));
        }
        3 => {
            if let Some(person) = model.people.get_mut(&id) {
                let groups = (0..which).map(|n| json!({"id": format!("g-{n}")}));
                person["groups"] = groups.collect();
            }
        }
        4 => {
            if let Some(person) = model.people.get_mut(&id) {
                person["status"] = ["active", "suspended", "odd", "deactivated"][which].into();
                person["productAccess"] = match which {
                    0 => json!([]),
                    1 => {
                        json!([{"id": "ari:1", "key": "confluence"}, {"id": "ari:1", "key": "confluence",
                        "lastActiveTimestamp": "2025-02-03T00:00:00Z"}])
                    }
                    _ => json!([{"id": "ari:cloud:jira::site/1", "key": "jira-software",
                        "lastActiveTimestamp": format!("2025-01-0{}T00:00:00Z", which)}]),
                };
            }
        }
        5 => {
            if let Some(person) = model.people.get_mut(&id) {
                person["platformRoles"] =
                    ["atlassian/org-admin", "atlassian/other"][..which.min(2)].into();
                person["claimStatus"] = ["managed", "unmanaged"][which % 2].into();
            }
        }
        6 => {
            model.groups.remove(&format!("g-{which}"));
        }
        7 => {
            model
                .groups
                .insert(format!("g-{which}"), format!("Group of {who}"));
        }
        8 => {
            let parts = ["groups", "platformRoles", "productAccess", "email"];
            model.left_out = parts[(who % 3).min(which)..which].to_vec();
        }
        9 => {
            let ends = [
                "/auth-policies/bulk-fetch",
                "/groups/search",
                "/domains",
                "/workspaces",
                "/role-assignments",
                "/service-accounts",
                "/oauth-clients",
                "/api-tokens",
            ];
            model.refused = BTreeMap::from([(ends[(which + who) % ends.len()], 403)]);
        }
        10 => model.refused.clear(),
        11 => {
            model.hidden.insert(id);
        }
        12 => model.hidden.clear(),
        13..=19 => {
            if let Some(parts) = &mut model.parts {
                parts.change(&id, (who, what - 13, which));
            }
        }
        // The sync breaks off, and the next one goes on.
        _ => model.signed_out_at = Some(which % 3),
    }
}

async fn sync_once(served: &Served, path: &Path, second: i64) -> Option<SyncReport> {
    let done = synced_with(served, path, &at(second)).await;
    served.model.lock().unwrap().signed_out_at = None;
    done.ok().map(|(report, _)| report)
}

/// Changes of a step, a run beside them, and whether the run writes while the sync reads.
type Step = (Vec<(usize, u8, usize)>, Option<(usize, usize)>, bool);

fn shown_as_it_was(steps: Vec<Step>, refused_first: usize, left_out_first: usize, pruned: i64) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror.sqlite");
        let served = serve(Model {
            parts: Some(Parts::some()),
            ..Model::of(25)
        })
        .await;
        let refused = [
            "/auth-policies/bulk-fetch",
            "/groups/search",
            "/role-assignments",
            "/oauth-clients",
        ];
        {
            let mut model = served.model.lock().unwrap();
            model.refused = refused
                .get(refused_first)
                .map(|end| (*end, 403))
                .into_iter()
                .collect();
            model.left_out = [
                &["groups"][..],
                &["platformRoles", "productAccess"],
                &["email"],
            ]
            .get(left_out_first)
            .copied()
            .unwrap_or_default()
            .to_vec();
        }
        let mut second = BEGIN;
        let first = sync_once(&served, &path, second).await.unwrap();
        let mut pictures = vec![(1, second, picture(&path, None))];
        let mut truths = vec![(1, Truth::of(&served.model.lock().unwrap(), &first, false))];
        assert!(truths[0].1.kinds() > 5, "{first:?}");
        for (changes, run, during) in steps {
            for one in changes {
                change(&mut served.model.lock().unwrap(), one);
            }
            second += DAY;
            let mut by_run = false;
            if let Some((who, which)) = run {
                let (path, at) = (path.clone(), second - 60);
                // A refused question is not waited for.
                by_run = during && served.model.lock().unwrap().refused.is_empty();
                if by_run {
                    let write = move || run_writes(&path, who, which, at + 60);
                    served.model.lock().unwrap().meanwhile = Some(Box::new(write));
                } else {
                    run_writes(&path, who, which, at);
                }
            }
            if let Some(report) = sync_once(&served, &path, second).await {
                let truth = Truth::of(&served.model.lock().unwrap(), &report, by_run);
                truths.push((report.sync, truth));
                pictures.push((report.sync, second, picture(&path, None)));
            }
            served.model.lock().unwrap().meanwhile = None;
        }
        for (sync, second, then) in &pictures {
            same(
                then,
                &picture(&path, Some(Moment::Sync(*sync))),
                &format!("at sync {sync}"),
            );
            let time = Moment::Time(Timestamp::from_second(*second).unwrap());
            same(
                then,
                &picture(&path, Some(time)),
                &format!("when sync {sync} ended"),
            );
        }
        for (sync, truth) in &truths {
            let when = format!("as the organization was at sync {sync}");
            truth.is_shown(&path, Moment::Sync(*sync), &when);
        }
        assert_eq!(
            count(&path, "SELECT count(*) FROM mirror_snapshot"),
            pictures.len() as i64
        );
        let syncs: Vec<i64> = pictures.iter().map(|(sync, ..)| *sync).collect();
        every_difference(&path, &syncs);
        every_number(&path);
        // Some are removed; the others, and what is different between them, stay as they were.
        let pruned: Vec<i64> = syncs
            .iter()
            .copied()
            .filter(|sync| (sync * 7 + pruned) % 3 == 0)
            .collect();
        let kept: Vec<i64> = syncs
            .iter()
            .copied()
            .filter(|sync| !pruned.contains(sync))
            .collect();
        prune(&mut Mirror::open(&path).unwrap(), &pruned).unwrap();
        for (sync, _, then) in &pictures {
            let moment = Moment::Sync(*sync);
            if kept.contains(sync) {
                same(
                    then,
                    &picture(&path, Some(moment)),
                    &format!("at sync {sync}, without {pruned:?}"),
                );
            } else {
                assert!(matches!(
                    Mirror::open_as_of(&path, Some(moment)),
                    Err(StoreError::NoSnapshot { .. } | StoreError::SnapshotRemoved { .. })
                ));
            }
        }
        every_difference(&path, &kept);
        every_number(&path);
        let ended: Vec<(i64, i64)> = pictures
            .iter()
            .map(|(sync, second, _)| (*sync, *second))
            .collect();
        every_time_between(&path, &ended, &kept, &|sync, moment, when| {
            let then = pictures
                .iter()
                .find(|(one, ..)| *one == sync)
                .map(|(_, _, then)| then);
            same(then.unwrap(), &picture(&path, Some(moment)), when);
        });
    });
}

/// Groups are named by people's entries first, and by their own list later.
#[test]
fn groups_that_are_listed_later() {
    let steps = vec![
        (vec![(0, 9, 2)], None, false),
        (vec![(2, 4, 0), (15, 20, 1)], None, false),
    ];
    shown_as_it_was(steps, 1, 1, 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn every_snapshot_is_shown_as_it_was(
        steps in proptest::collection::vec(
            (proptest::collection::vec((0_usize..30, 0_u8..21, 0_usize..4), 0..9), proptest::option::of((0_usize..30, 0_usize..4)), any::<bool>()),
            2..6,
        ),
        refused_first in 0_usize..6,
        left_out_first in 0_usize..4,
        pruned in 0_i64..3,
    ) {
        shown_as_it_was(steps, refused_first, left_out_first, pruned);
    }
}
