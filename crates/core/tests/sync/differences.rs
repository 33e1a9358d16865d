//! What is different between two moments, and who made it so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use atlctl_core::history::{ChangeKind, ChangeValue, diff};
use atlctl_core::query::Cell;
use atlctl_core::store::{Mirror, Moment};

use crate::past::ask;

/// Of, kind, ID, item, column, before, after.
type Difference = (
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// A kind of things: how to select the ID, the item and whether it is there, and its columns.
struct Things {
    of: &'static str,
    select: &'static str,
    columns: &'static [&'static str],
}

const PEOPLE: &[&str] = &[
    "account_type",
    "account_status",
    "status",
    "membership_status",
    "claim_status",
    "management_source",
    "email_verified",
    "mfa_enabled",
    "org_admin",
    "email",
    "name",
    "nickname",
    "added_to_org",
    "job_title",
    "department",
    "organization",
    "location",
    "time_zone",
    "groups_known",
    "roles_known",
    "apps_known",
];

const THINGS: &[Things] = &[
    Things {
        of: "people",
        select: "account_id, NULL, gone_sync IS NULL FROM mirror_user t",
        columns: PEOPLE,
    },
    Things {
        of: "groups",
        select: "id, NULL, gone_sync IS NULL FROM mirror_group t",
        columns: &[
            "name",
            "description",
            "directory_id",
            "managed_by",
            "external_synced",
            "modifiable",
        ],
    },
    Things {
        of: "memberships",
        select: "u.account_id, g.id, 1 FROM mirror_membership t JOIN mirror_user u ON u.no = t.user_no JOIN mirror_group g ON g.no = t.group_no",
        columns: &[],
    },
    Things {
        of: "apps",
        select: "u.account_id, p.id, 1 FROM mirror_access t JOIN mirror_user u ON u.no = t.user_no JOIN mirror_product p ON p.no = t.product_no",
        columns: &[],
    },
    Things {
        of: "roles",
        select: "u.account_id, t.role, 1 FROM mirror_role t JOIN mirror_user u ON u.no = t.user_no",
        columns: &[],
    },
    Things {
        of: "domains",
        select: "id, NULL, gone_sync IS NULL FROM mirror_domain t",
        columns: &["name", "claim_status", "claim_type"],
    },
    Things {
        of: "workspaces",
        select: "id, NULL, gone_sync IS NULL FROM mirror_workspace t",
        columns: &[
            "name",
            "product",
            "product_key",
            "host_url",
            "status",
            "sandbox",
            "capacity",
            "usage",
        ],
    },
];

/// As the mirror has it.
fn stored(value: ChangeValue) -> String {
    match value {
        ChangeValue::Truth(truth) => u8::from(truth).to_string(),
        ChangeValue::Time(at) => at.as_second().to_string(),
        value => value.to_string(),
    }
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// By ID and item, the values of what is there.
type Seen = BTreeMap<(String, Option<String>), Vec<Option<String>>>;

fn seen(path: &Path, things: &Things, moment: Moment) -> Seen {
    let columns: String = things
        .columns
        .iter()
        .map(|column| format!(", t.{column}"))
        .collect();
    let (head, from) = things.select.split_once(" FROM ").unwrap();
    let mut seen = Seen::new();
    ask(
        path,
        Some(moment),
        &format!("SELECT {head}{columns} FROM {from}"),
        &mut |row| {
            if row[2] == Cell::Number(1) {
                let place = (text(&row[0]).unwrap(), text(&row[1]));
                assert!(
                    seen.insert(place, row[3..].iter().map(text).collect())
                        .is_none()
                );
            }
        },
    );
    seen
}

fn policies(path: &Path, moment: Moment) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    let sql = "SELECT u.account_id, p.id FROM mirror_policy_member t JOIN mirror_user u ON u.no = t.user_no \
               JOIN mirror_policy p ON p.no = t.policy_no";
    ask(path, Some(moment), sql, &mut |row| {
        seen.insert(text(&row[0]).unwrap(), text(&row[1]).unwrap());
    });
    seen
}

/// The differences between what can be seen at two moments.
fn expected(path: &Path, (since, until): (Moment, Moment)) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    for things in THINGS {
        let (before, after) = (seen(path, things, since), seen(path, things, until));
        let places: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for place in places {
            let mut add =
                |kind: &str, column: Option<&str>, was: Option<String>, is: Option<String>| {
                    let (id, item) = place.clone();
                    let column = column.map(str::to_owned);
                    found.insert((
                        things.of.to_owned(),
                        kind.to_owned(),
                        id,
                        item,
                        column,
                        was,
                        is,
                    ));
                };
            match (before.get(place), after.get(place)) {
                (Some(_), None) => add("removed", None, None, None),
                (None, Some(_)) => add("added", None, None, None),
                (Some(before), Some(after)) => {
                    for (at, column) in things.columns.iter().enumerate() {
                        if before[at] != after[at] {
                            add(
                                "changed",
                                Some(column),
                                before[at].clone(),
                                after[at].clone(),
                            );
                        }
                    }
                }
                (None, None) => {}
            }
        }
    }
    let (before, after) = (policies(path, since), policies(path, until));
    for id in before.keys().chain(after.keys()) {
        let (was, is) = (before.get(id).cloned(), after.get(id).cloned());
        if was != is {
            found.insert((
                "policies".into(),
                "changed".into(),
                id.clone(),
                None,
                Some("policy".into()),
                was,
                is,
            ));
        }
    }
    found
}

/// `diff` between any two of the moments is what can be seen to be different.
pub fn every_difference(path: &Path, syncs: &[i64]) {
    let mirror = Mirror::open_read_only(path).unwrap();
    let of = [
        "people",
        "memberships",
        "apps",
        "roles",
        "policies",
        "groups",
        "domains",
        "workspaces",
    ];
    for (at, since) in syncs.iter().enumerate() {
        for until in &syncs[at + 1..] {
            let moments = (Moment::Sync(*since), Moment::Sync(*until));
            let found = diff(&mirror, moments.0, Some(moments.1), &of).unwrap();
            let mut expected = expected(path, moments);
            // Read for the first time in between: everything would be new.
            for (unknown, _) in found.unknown {
                assert!(unknown == "policies" || unknown == "workspaces" || unknown == "domains");
                expected.retain(|(of, ..)| of != unknown);
            }
            let mut differences = BTreeSet::new();
            for change in found.changes {
                assert!(change.at.is_some(), "{change:?}");
                let by_sync = change.sync > *since && change.sync <= *until;
                assert!(by_sync || change.run.is_some(), "{change:?}");
                assert_eq!(change.kind == ChangeKind::Changed, change.column.is_some());
                let kind = change.kind.as_str().to_owned();
                let column = change.column.map(str::to_owned);
                assert!(differences.insert((
                    change.of.to_owned(),
                    kind,
                    change.id,
                    change.item_id,
                    column,
                    change.before.map(stored),
                    change.after.map(stored)
                )));
            }
            assert_eq!(differences, expected, "from sync {since} to {until}");
        }
    }
}
