//! What a sync found of a run's change before the run could say that it made it: of a run that was killed, or whose
//! change was confirmed after the sync had read it.

use rusqlite::{Transaction, params};
use serde_json::{Map, Value, json};

use super::held_since::{GROUPS, ROLES};

/// When the change was found, and by which sync.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) sync: i64,
    pub(super) at: i64,
    /// Columns that say the same of the person, with their values.
    pub(super) beside: Map<String, Value>,
}

/// A change of a value of a person, or of an entry of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sought<'a> {
    pub(super) account: &'a str,
    pub(super) field: &'a str,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a str>,
    /// No earlier than this, in seconds since 1970.
    pub(super) since: i64,
}

/// The key of the list in what syncs find, the key of the names of its entries, and a column that follows from it.
fn list(field: &str) -> Option<(&'static str, &'static str, &'static str)> {
    match field {
        "group" => Some((GROUPS, "group_names", "")),
        "role" => Some((ROLES, "", "org_admin")),
        _ => None,
    }
}

/// Columns that change with this one.
fn beside(field: &str) -> &'static [&'static str] {
    match field {
        "status" => &["account_status"],
        "membership_status" => &["status"],
        "email" => &["email_key"],
        "policy" => &["policy_name"],
        _ => &[],
    }
}

/// Takes a change out of the newest change of its kind that syncs found of the person since then, where that is the
/// same: it is told once, as the run's.
pub(super) fn take(
    change: &Transaction<'_>,
    sought: Sought<'_>,
) -> rusqlite::Result<Option<Found>> {
    let mut read = change.prepare_cached(
        "SELECT no, sync_no, at, detail FROM mirror_change WHERE thing = 'user' AND id = ?1 AND run IS NULL \
         AND kind = 'changed' AND detail IS NOT NULL AND at >= ?2 ORDER BY no DESC",
    )?;
    let rows = read
        .query_map(params![sought.account, sought.since], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<Vec<(i64, i64, i64, String)>>>()?;
    for (no, sync, at, detail) in rows {
        let mut detail: Map<String, Value> = serde_json::from_str(&detail).unwrap_or_default();
        let taken = match list(sought.field) {
            Some(list) => take_entry(&mut detail, sought, list),
            None => take_value(&mut detail, sought),
        };
        let Some(beside) = taken else { continue };
        // The newest one is another change.
        let Some(beside) = beside else {
            return Ok(None);
        };
        if says_something(&detail) {
            change
                .prepare_cached("UPDATE mirror_change SET detail = ?2 WHERE no = ?1")?
                .execute(params![no, Value::Object(detail).to_string()])?;
        } else {
            change
                .prepare_cached("DELETE FROM mirror_change WHERE no = ?1")?
                .execute([no])?;
        }
        return Ok(Some(Found { sync, at, beside }));
    }
    Ok(None)
}

/// What is in a detail of this value: nothing, another change, or this one with what changed beside it.
type Taken = Option<Option<Map<String, Value>>>;

fn take_value(detail: &mut Map<String, Value>, sought: Sought<'_>) -> Taken {
    let after = detail.get(sought.field)?.get(1)?;
    if after.as_str() != sought.after {
        return Some(None);
    }
    detail.remove(sought.field);
    let also = beside(sought.field).iter();
    Some(Some(
        also.filter_map(|column| detail.remove_entry(*column))
            .collect(),
    ))
}

fn take_entry(
    detail: &mut Map<String, Value>,
    sought: Sought<'_>,
    (ids, names, column): (&str, &str, &str),
) -> Taken {
    let id = sought.after.or(sought.before)?;
    let places = ["added", "removed"].map(|part| place(detail, ids, part, id));
    let (part, at) = match (places, sought.after) {
        ([Some(at), _], Some(_)) => ("added", at),
        ([_, Some(at)], None) => ("removed", at),
        ([None, None], _) => return None,
        _ => return Some(None),
    };
    for list in [ids, names] {
        let entries = detail
            .get_mut(list)
            .and_then(|list| list.get_mut(part)?.as_array_mut());
        if let Some(entries) = entries.filter(|entries| at < entries.len()) {
            entries.remove(at);
        }
    }
    let is_empty = |list: &Value| {
        let parts = ["added", "removed"].map(|part| list.get(part).and_then(Value::as_array));
        parts.into_iter().flatten().all(Vec::is_empty)
    };
    let mut also = Map::new();
    if detail.get(ids).is_some_and(is_empty) {
        detail.remove(ids);
        detail.remove(names);
        also.extend(detail.remove_entry(column));
    }
    Some(Some(also))
}

fn place(detail: &Map<String, Value>, list: &str, part: &str, id: &str) -> Option<usize> {
    let entries = detail.get(list)?.get(part)?.as_array()?;
    entries.iter().position(|entry| *entry == json!(id))
}

/// Whether something is left that is a change: not only what follows from others or changes all the time.
fn says_something(detail: &Map<String, Value>) -> bool {
    const FOLLOWS: [&str; 6] = [
        "last_active",
        "activity_known",
        "email_key",
        "resources",
        "group_names",
        "product_keys",
    ];
    detail.keys().any(|key| !FOLLOWS.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUGHT: Sought<'_> = Sought {
        account: "a-1",
        field: "group",
        before: None,
        after: Some("g-2"),
        since: 0,
    };

    fn detail(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(detail) => detail,
            _ => Map::new(),
        }
    }

    #[test]
    fn an_entry_is_taken_with_its_name() {
        let list = list("group").unwrap();
        let groups = |added: Value, names: Value| {
            detail(json!({
                "groups": { "added": added, "removed": ["g-3"] },
                "group_names": { "added": names, "removed": ["c"] }, "resources": [1, 2],
            }))
        };
        let mut found = groups(json!(["g-1", "g-2"]), json!(["a", "b"]));
        assert_eq!(take_entry(&mut found, SOUGHT, list), Some(Some(Map::new())));
        assert_eq!(found, groups(json!(["g-1"]), json!(["a"])));
        assert_eq!(take_entry(&mut found, SOUGHT, list), None, "not of it");
        // Of a group that it got out of, it is another change.
        let out = Sought {
            after: Some("g-3"),
            ..SOUGHT
        };
        assert_eq!(take_entry(&mut found, out, list), Some(None));
        let left = Sought {
            before: Some("g-1"),
            after: None,
            ..SOUGHT
        };
        assert_eq!(take_entry(&mut found, left, list), Some(None));
        let mut found = detail(json!({
            "groups": { "added": ["g-2"], "removed": [] }, "group_names": { "added": ["b"], "removed": [] },
            "resources": [1, 2],
        }));
        take_entry(&mut found, SOUGHT, list);
        assert!(!says_something(&found), "{found:?}");
    }

    #[test]
    fn a_value_is_taken_with_what_says_the_same() {
        let status = Sought {
            field: "status",
            after: Some("deactivated"),
            ..SOUGHT
        };
        let of = |after: &str| {
            detail(
                json!({ "status": ["active", after], "account_status": ["active", "inactive"], "name": ["a", "b"] }),
            )
        };
        let mut found = of("deactivated");
        let beside = detail(json!({ "account_status": ["active", "inactive"] }));
        assert_eq!(take_value(&mut found, status), Some(Some(beside)));
        assert_eq!(found, detail(json!({ "name": ["a", "b"] })));
        assert_eq!(take_value(&mut found, status), None);
        assert_eq!(take_value(&mut of("for_deletion"), status), Some(None));
    }
}
