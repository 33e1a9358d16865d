//! What is different between two moments, and who made it so: against what can be seen at both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use atlctl_core::history::{Change, ChangeKind, ChangeValue, diff, several};
use atlctl_core::query::Cell;
use atlctl_core::store::{Mirror, Moment};

use crate::past::ask;

/// A kind of things: how to select the ID, the item, the app, and whose they are, with their columns.
struct Things {
    of: &'static str,
    /// Where they are left out.
    words: &'static str,
    /// What people hold, where that may be unknown, and a condition on `mirror_user u` for whom it is known.
    holds: Option<(&'static str, &'static str)>,
    /// Selects the ID, the item and the app.
    select: &'static str,
    columns: &'static [&'static str],
    /// Columns that may have no value; of any other, none means that it is unknown.
    optional: &'static [&'static str],
}

const NONE: Things = Things {
    of: "",
    words: "",
    holds: None,
    select: "",
    columns: &[],
    optional: &[],
};

const READ: &str = "EXISTS (SELECT 1 FROM mirror_user_grant_read d WHERE d.user_no = u.no)";

const THINGS: &[Things] = &[
    Things {
        of: "people",
        select: "account_id, NULL, NULL FROM mirror_user t WHERE gone_sync IS NULL",
        columns: &[
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
        ],
        optional: &["nickname", "job_title"],
        ..NONE
    },
    Things {
        of: "groups",
        select: "id, NULL, NULL FROM mirror_group t WHERE gone_sync IS NULL",
        columns: &[
            "name",
            "description",
            "directory_id",
            "managed_by",
            "external_synced",
            "modifiable",
        ],
        ..NONE
    },
    Things {
        of: "memberships",
        holds: Some(("groups", "u.groups_known")),
        select: "account_id, group_id, NULL FROM user_group t",
        ..NONE
    },
    Things {
        of: "apps",
        holds: Some(("apps", "u.apps_known")),
        select: "account_id, app_id, NULL FROM user_app t",
        ..NONE
    },
    Things {
        of: "roles",
        holds: Some(("organization roles", "u.roles_known")),
        select: "account_id, role, NULL FROM user_role t",
        ..NONE
    },
    Things {
        of: "roles",
        words: "people's roles in apps",
        holds: Some(("roles in apps", READ)),
        select: "u.account_id, t.role, p.id FROM mirror_user_grant t JOIN mirror_user u ON u.no = t.user_no \
                 JOIN mirror_resource p ON p.no = t.resource_no \
                 WHERE u.gone_sync IS NULL AND EXISTS (SELECT 1 FROM mirror_user_grant_read d WHERE d.user_no = u.no)",
        columns: &["direct", "by_group", "inferred"],
        ..NONE
    },
    Things {
        of: "roles",
        words: "groups' roles in apps",
        select: "group_id, role, app_id FROM group_role t",
        ..NONE
    },
    Things {
        of: "policies",
        holds: Some((
            "policies",
            "EXISTS (SELECT 1 FROM mirror_policy_member d WHERE d.user_no = u.no)",
        )),
        select: "account_id, NULL, NULL FROM user_policy t",
        columns: &["policy_id"],
        optional: &["policy_id"],
        ..NONE
    },
    Things {
        of: "domains",
        select: "id, NULL, NULL FROM domain t WHERE NOT gone",
        columns: &["name", "claim_status"],
        ..NONE
    },
    Things {
        of: "workspaces",
        select: "id, NULL, NULL FROM workspace t WHERE NOT gone",
        columns: &["name", "status", "capacity", "usage"],
        ..NONE
    },
    Things {
        of: "service-accounts",
        select: "id, NULL, NULL FROM service_account t WHERE NOT gone",
        columns: &["name", "status"],
        ..NONE
    },
    Things {
        of: "oauth-clients",
        select: "id, NULL, NULL FROM oauth_client t WHERE NOT gone",
        columns: &["name", "status"],
        ..NONE
    },
    Things {
        of: "org-policies",
        select: "id, NULL, NULL FROM org_policy t WHERE NOT gone",
        columns: &["name", "status", "type"],
        ..NONE
    },
    Things {
        of: "tokens",
        select: "id, NULL, NULL FROM token t WHERE NOT gone",
        columns: &["label", "status"],
        optional: &["label"],
        ..NONE
    },
    Things {
        of: "keys",
        select: "id, NULL, NULL FROM api_key t WHERE NOT gone",
        columns: &["label", "created_by_id", "created_by_email"],
        optional: &["label"],
        ..NONE
    },
    Things {
        of: "directories",
        select: "id, NULL, NULL FROM directory t WHERE NOT gone",
        columns: &["name"],
        ..NONE
    },
];

/// ID, item and app.
type Place = (String, Option<String>, Option<String>);

/// Of, kind, place, column, before, after.
type Difference = (
    &'static str,
    &'static str,
    Place,
    Option<String>,
    [Option<String>; 2],
);

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
        Cell::Truth(truth) => Some(u8::from(*truth).to_string()),
        _ => None,
    }
}

/// What can be seen at a moment.
struct Seen {
    /// The values of what is there.
    rows: BTreeMap<Place, Vec<Option<String>>>,
    /// Who is there, and whether what they hold is known.
    people: BTreeMap<String, bool>,
}

fn seen(path: &Path, things: &Things, moment: Moment) -> Seen {
    let columns: String = things
        .columns
        .iter()
        .map(|it| format!(", t.{it}"))
        .collect();
    let (head, from) = things.select.split_once(" FROM ").unwrap();
    let mut rows = BTreeMap::new();
    let sql = format!("SELECT {head}{columns} FROM {from}");
    ask(path, Some(moment), &sql, &mut |row| {
        let place = (text(&row[0]).unwrap(), text(&row[1]), text(&row[2]));
        assert!(
            rows.insert(place, row[3..].iter().map(text).collect())
                .is_none()
        );
    });
    let mut people = BTreeMap::new();
    if let Some((_, known)) = things.holds {
        let sql = format!(
            "SELECT u.account_id, {known} IS TRUE FROM mirror_user u WHERE u.gone_sync IS NULL"
        );
        ask(path, Some(moment), &sql, &mut |row| {
            people.insert(
                text(&row[0]).unwrap(),
                text(&row[1]).as_deref() == Some("1"),
            );
        });
    }
    Seen { rows, people }
}

impl Seen {
    /// Whether somebody is there with unknown access.
    fn is_unknown(&self, id: &str) -> bool {
        self.people.get(id) == Some(&false)
    }
}

/// The differences of things between what can be seen at two moments. `named`: whether all of them were at the first.
fn expected(things: &Things, before: &Seen, after: &Seen, named: bool) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    let of = things.of;
    let places: BTreeSet<_> = before.rows.keys().chain(after.rows.keys()).collect();
    for place in places {
        if before.is_unknown(&place.0) || after.is_unknown(&place.0) {
            continue;
        }
        let mut add = |kind, place: Place| {
            found.insert((of, kind, place, None, [None, None]));
        };
        // A policy is a value of somebody.
        let with = |values: &[Option<String>]| match of {
            "policies" => values[0]
                .clone()
                .map(|policy| (place.0.clone(), Some(policy), None)),
            _ => Some(place.clone()),
        };
        match (before.rows.get(place), after.rows.get(place)) {
            (Some(before), None) => with(before)
                .into_iter()
                .for_each(|place| add("removed", place)),
            (None, Some(after)) if named => with(after)
                .into_iter()
                .for_each(|place| add("added", place)),
            (Some(before), Some(after)) => {
                for (at, column) in things.columns.iter().enumerate() {
                    let (was, is) = (before[at].clone(), after[at].clone());
                    let known = was.is_some() && is.is_some() || things.optional.contains(column);
                    if was != is && known {
                        let column = (*column).replace("policy_id", "policy");
                        found.insert((of, "changed", place.clone(), Some(column), [was, is]));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Who made the change is one of those who wrote in between.
fn is_in_between(change: &Change, since: i64, until: i64) {
    assert!(change.at.is_some(), "{change:?}");
    let by_sync = change.sync > since && change.sync <= until;
    assert!(by_sync || change.run.is_some(), "{change:?}");
    assert_eq!(change.kind == ChangeKind::Changed, change.column.is_some());
}

/// `diff` between any two of the moments is what can be seen to be different, and what was unknown is apart.
pub fn every_difference(path: &Path, syncs: &[i64]) {
    let mirror = Mirror::open_read_only(path).unwrap();
    let of: BTreeSet<&str> = THINGS.iter().map(|things| things.of).collect();
    let of: Vec<&str> = of.into_iter().collect();
    let groups_since = crate::count(
        path,
        "SELECT coalesce((SELECT since_sync FROM mirror_recorded WHERE part = 'groups'), 99)",
    );
    let seen: Vec<Vec<Seen>> = syncs
        .iter()
        .map(|sync| {
            let at = |things| seen(path, things, Moment::Sync(*sync));
            THINGS.iter().map(at).collect()
        })
        .collect();
    for (first, since) in syncs.iter().enumerate() {
        for (second, until) in syncs.iter().enumerate().skip(first + 1) {
            let when = format!("from sync {since} to {until}");
            let moments = (Moment::Sync(*since), Some(Moment::Sync(*until)));
            let found = diff(&mirror, moments.0, moments.1, &of).unwrap();
            let left_out: BTreeSet<&str> = found.unknown.iter().map(|(words, _)| *words).collect();
            let mut want = BTreeSet::new();
            for (at, things) in THINGS.iter().enumerate() {
                let words = if things.words.is_empty() {
                    several(things.of)
                } else {
                    things.words
                };
                // Groups that people's entries name are compared before all groups are listed.
                let is_part = things.of == "groups" && groups_since > *since;
                assert!(!is_part || left_out.contains(words), "{words} {when}");
                if left_out.contains(words) && !is_part {
                    continue;
                }
                let (before, after) = (&seen[first][at], &seen[second][at]);
                want.extend(expected(things, before, after, !is_part));
                let Some((holds, _)) = things.holds else {
                    continue;
                };
                let turned = |one: &Seen, other: &Seen| {
                    let unknown = one.people.iter().filter(|(_, known)| !**known);
                    unknown
                        .filter(|(id, _)| other.people.get(*id) == Some(&true))
                        .count() as u64
                };
                let counts = found
                    .learned
                    .lists
                    .get(&(things.of, holds))
                    .copied()
                    .unwrap_or_default();
                assert_eq!(
                    (counts.became_known, counts.no_longer_known),
                    (turned(before, after), turned(after, before)),
                    "{holds} {when}"
                );
            }
            let mut differences = BTreeSet::new();
            for change in found.changes {
                is_in_between(&change, *since, *until);
                let column = change.column.map(str::to_owned);
                if column.is_some() && !is_compared(&change) {
                    continue;
                }
                let one = (
                    change.of,
                    change.kind.as_str(),
                    (change.id, change.item_id, change.app_id),
                    column,
                    [change.before, change.after].map(|value| value.map(stored)),
                );
                assert!(differences.insert(one.clone()), "twice: {one:?}");
            }
            assert_eq!(differences, want, "{when}");
        }
    }
}

/// Whether the values of a column are compared here.
fn is_compared(change: &Change) -> bool {
    let columns = THINGS.iter().filter(|things| things.of == change.of);
    let mut columns = columns.flat_map(|things| things.columns.iter().copied());
    columns.any(|column| Some(column) == change.column || column == "policy_id")
}
