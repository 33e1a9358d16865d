//! The changes of a person as syncs and runs recorded them.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::change::Logged;
use crate::store::{APPS, GROUPS, ROLES};

/// What a sync found or a run made of a person, as far as it was one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentChange {
    /// When it was found; of a run's change, when it was confirmed.
    pub at: Option<Timestamp>,
    /// The sync that found it; of a run's change, the newest one at that time.
    pub sync: i64,
    /// The run that made it.
    pub run: Option<String>,
    /// `appeared`, `changed`, `gone`, `returned`. Of what else was found then, but was another act: `changed`.
    pub kind: String,
    /// What changed.
    pub values: Vec<ChangedValue>,
    /// Whose act all of it was, as the audit log has it.
    pub logged: Logged,
}

/// A value that changed, or an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedValue {
    /// The column: `policy`, `status`, `group`, `app`, `role`.
    pub name: String,
    /// The value before: a name where there is one. Of a list, the entry that was removed.
    pub before: Option<String>,
    /// The value after. Of a list, the entry that was added.
    pub after: Option<String>,
    /// The ID of the entry of a list; of a role in an app, the role, where the values are the app's ID.
    pub entry: Option<String>,
}

/// Values that change all the time, or that follow from others.
const LEFT_OUT: &[&str] = &["last_active", "activity_known", "email_key", "resources"];
/// Lists: their key, the key of the names of their entries, and what an entry is.
const LISTS: &[(&str, &str, &str)] = &[
    (GROUPS, "group_names", "group"),
    (APPS, "product_keys", "app"),
    (ROLES, "", "role"),
];

/// What else a sync recorded of a person than the change of that number, and what runs made before, oldest first: also
/// what the sync found of a run's changes before the run said so.
pub(super) fn beside(
    db: &Connection,
    account: &str,
    sync: i64,
    no: i64,
) -> rusqlite::Result<Vec<RecentChange>> {
    db.prepare_cached(
        "SELECT at_unix, sync, run, kind, detail FROM change WHERE thing = 'user' AND id = ?1 \
         AND no <> ?3 AND CASE WHEN run IS NULL THEN sync = ?2 ELSE sync BETWEEN ?2 - 1 AND ?2 AND (no < ?3 \
           OR sync = ?2 AND at_unix = (SELECT at FROM mirror_change WHERE no = ?3)) END \
         ORDER BY no",
    )?
    .query_map((account, sync, no), recorded)?
    .collect()
}

/// A change as it was recorded.
pub(super) fn recorded(row: &Row<'_>) -> rusqlite::Result<RecentChange> {
    let detail: Option<String> = row.get(4)?;
    Ok(RecentChange {
        at: Timestamp::from_second(row.get(0)?).ok(),
        sync: row.get(1)?,
        run: row.get(2)?,
        kind: row.get(3)?,
        values: detail.as_deref().map(values).unwrap_or_default(),
        logged: Logged::Unknown,
    })
}

/// The values in the detail of a change.
fn values(detail: &str) -> Vec<ChangedValue> {
    let detail: Map<String, Value> = serde_json::from_str(detail).unwrap_or_default();
    let mut values = Vec::new();
    for (key, value) in &detail {
        // Names stand with what they name.
        let named = key.strip_suffix("_name");
        if named.is_some_and(|of| detail.contains_key(of)) {
            continue;
        }
        let list = LISTS.iter().find(|(list, ..)| list == key);
        if let Some((_, names, entry)) = list {
            entries(value, detail.get(*names), entry, &mut values);
        } else if let (Some([before, after]), false) =
            (pair(value), LEFT_OUT.contains(&key.as_str()))
        {
            values.push(scalar(
                key,
                before,
                after,
                detail.get(&format!("{key}_name")),
            ));
        }
    }
    values
}

fn pair(value: &Value) -> Option<&[Value; 2]> {
    value.as_array()?.as_slice().try_into().ok()
}

/// A value with its name: of a policy, a pair of names; of the group or role of a run's change, one name.
fn scalar(key: &str, before: &Value, after: &Value, names: Option<&Value>) -> ChangedValue {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let (before, after) = (text(before), text(after));
    let entry = names
        .and_then(Value::as_str)
        .and_then(|_| after.clone().or_else(|| before.clone()));
    let named = |value: Option<String>, at: usize| {
        let name = names.and_then(|names| names.as_str().or_else(|| names.get(at)?.as_str()));
        value.map(|value| name.map_or(value, str::to_owned))
    };
    ChangedValue {
        name: key.to_owned(),
        before: named(before, 0),
        after: named(after, 1),
        entry,
    }
}

/// The entries that a list got and lost.
fn entries(ids: &Value, names: Option<&Value>, entry: &str, into: &mut Vec<ChangedValue>) {
    for part in ["added", "removed"] {
        let ids = ids.get(part).and_then(Value::as_array);
        for (at, id) in ids.into_iter().flatten().enumerate() {
            let Some(id) = id.as_str() else { continue };
            let name = names
                .and_then(|names| names.get(part)?.get(at)?.as_str())
                .unwrap_or(id);
            let name = Some(name.to_owned());
            let (before, after) = if part == "added" {
                (None, name)
            } else {
                (name, None)
            };
            into.push(ChangedValue {
                name: entry.to_owned(),
                before,
                after,
                entry: Some(id.to_owned()),
            });
        }
    }
}
