//! What changed lately about a person.

use atlctl_api::AccountId;
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::actors::Log;
use super::attribution::{run_of, run_that_deleted};
use super::change::{Change, ChangeKind, Logged};
use super::logged_actions::makes;
use super::value::ChangeValue;
use crate::store::{APPS, During as _, GROUPS, Mirror, ROLES, StoreError};

/// A change of a person that a sync found or a run made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentChange {
    /// When it was found; of a run's change, when it was confirmed.
    pub at: Option<Timestamp>,
    /// The sync that found it; of a run's change, the newest one at that time.
    pub sync: i64,
    /// The run that made it.
    pub run: Option<String>,
    /// `appeared`, `changed`, `gone`, `returned`.
    pub kind: String,
    /// What changed.
    pub values: Vec<ChangedValue>,
    /// Whose act it was, as the audit log has it: the newest event that fits one of the values.
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
    /// The ID of the entry of a list.
    entry: Option<String>,
}

/// Values that change all the time, or that follow from others.
const LEFT_OUT: &[&str] = &["last_active", "activity_known", "email_key", "resources"];
/// Lists: their key, the key of the names of their entries, and what an entry is.
const LISTS: &[(&str, &str, &str)] = &[
    (GROUPS, "group_names", "group"),
    (APPS, "product_keys", "app"),
    (ROLES, "", "role"),
];

/// The newest changes of a person, newest first. Of the past, those until that moment.
///
/// # Errors
/// When the file cannot be read.
pub fn recent_changes(
    mirror: &Mirror,
    account: &AccountId,
    most: usize,
) -> Result<Vec<RecentChange>, StoreError> {
    let doing = "read recent changes";
    read(&mirror.db, account.as_str(), most).during(doing)
}

fn read(db: &Connection, account: &str, most: usize) -> rusqlite::Result<Vec<RecentChange>> {
    let mut log = Log::read(db)?;
    let mut read = db.prepare_cached(
        // Of one second, the last that was recorded is the newest.
        "SELECT at_unix, sync, run, kind, detail FROM change WHERE thing = 'user' AND id = ?1 \
         ORDER BY at_unix DESC, no DESC",
    )?;
    let mut rows = read.query([account])?;
    let mut recent = Vec::new();
    while recent.len() < most {
        let Some(row) = rows.next()? else { break };
        let detail: Option<String> = row.get(4)?;
        let mut change = RecentChange {
            at: Timestamp::from_second(row.get(0)?).ok(),
            sync: row.get(1)?,
            run: row.get(2)?,
            kind: row.get(3)?,
            values: detail.as_deref().map(values).unwrap_or_default(),
            logged: Logged::Unknown,
        };
        if change.kind == "changed" && change.values.is_empty() {
            continue;
        }
        if change.run.is_none() {
            change.run = run(db, account, &change)?;
        }
        if let Some(log) = log.as_mut() {
            change.logged = logged(log, account, &change)?;
        }
        recent.push(change);
    }
    Ok(recent)
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

/// The run that made all the changes that a sync found, before it could confirm them, or by deleting groups. Apps and roles
/// follow from the others.
fn run(db: &Connection, account: &str, recent: &RecentChange) -> rusqlite::Result<Option<String>> {
    let mut made: Option<String> = None;
    for change in recent.as_changes(account) {
        let found = match (change.of, change.kind, &change.item_id) {
            ("apps" | "roles", ..) => continue,
            ("memberships", ChangeKind::Removed, Some(group)) => {
                run_that_deleted(db, group, recent.sync)?
            }
            _ => run_of(db, &change)?,
        };
        if found.is_none() || made.is_some() && made != found {
            return Ok(None);
        }
        made = found;
    }
    Ok(made)
}

/// The newest event that fits a value; no event where none fits any of them.
fn logged(log: &mut Log<'_>, account: &str, recent: &RecentChange) -> rusqlite::Result<Logged> {
    let mut said: Option<Logged> = None;
    for change in recent.as_changes(account) {
        let item = match change.of {
            "memberships" => change
                .item_id
                .as_deref()
                .map(|id| (id, change.item.as_deref())),
            _ => None,
        };
        let found = log.find(&change, (account, None), item, &|action| {
            makes(action, &change)
        })?;
        let better = match (&said, &found) {
            (None, _) => true,
            (Some(Logged::Event(known)), Logged::Event(new)) => new.at > known.at,
            (Some(_), Logged::Event(_)) => true,
            (Some(_), _) => false,
        };
        if better {
            said = Some(found);
        }
    }
    Ok(said.unwrap_or_default())
}

impl RecentChange {
    /// What changed, as differences between two moments are given.
    fn as_changes(&self, account: &str) -> Vec<Change> {
        let one = |of, kind, column, value: Option<&ChangedValue>| Change {
            of,
            kind,
            id: account.to_owned(),
            name: None,
            item_id: value.and_then(|value| value.entry.clone()),
            item: value.and_then(|value| value.after.clone().or_else(|| value.before.clone())),
            app_id: None,
            app: None,
            column,
            before: None,
            after: None,
            at: self.at,
            sync: self.sync,
            run: self.run.clone(),
            logged: Logged::Unknown,
            through: None,
        };
        let mut changes: Vec<Change> = match self.kind.as_str() {
            "appeared" | "returned" => vec![one("people", ChangeKind::Added, None, None)],
            "gone" => vec![one("people", ChangeKind::Removed, None, None)],
            _ => Vec::new(),
        };
        for value in &self.values {
            let added = match value.after {
                Some(_) => ChangeKind::Added,
                None => ChangeKind::Removed,
            };
            changes.extend(
                match value.name.as_str() {
                    "group" => Some(one("memberships", added, None, Some(value))),
                    "app" => Some(one("apps", added, None, Some(value))),
                    "role" => Some(one("roles", added, None, Some(value))),
                    "policy" => Some(one("policies", ChangeKind::Changed, Some("policy"), None)),
                    name => COLUMNS
                        .iter()
                        .find(|column| **column == name)
                        .map(|column| one("people", ChangeKind::Changed, Some(*column), None)),
                }
                .map(|mut change| {
                    change.after = value.after.clone().map(ChangeValue::Text);
                    change
                }),
            );
        }
        changes
    }
}

/// The columns of people whose changes the audit log may have.
const COLUMNS: &[&str] = &[
    "status",
    "account_status",
    "membership_status",
    "email",
    "name",
    "nickname",
    "job_title",
    "department",
    "organization",
    "location",
    "time_zone",
];
