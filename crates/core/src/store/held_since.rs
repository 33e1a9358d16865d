//! Since when somebody holds a group, an app or a role, as far as the mirror saw it begin.

use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::Value;

use crate::change::ORG_ADMIN;

/// What people may have: each by its ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held<'a> {
    /// Membership of a group.
    Group(&'a str),
    /// Access to an app.
    App(&'a str),
    /// An organization role.
    Role(&'a str),
    /// A role in an app or on a site.
    AppRole {
        /// The app or the site.
        resource: &'a str,
        /// The role.
        role: &'a str,
        /// Whether it opens the app to its holder.
        opens: bool,
    },
}

/// The lists of a person in the detail of a change that a sync found: what was added and removed, by ID.
pub(crate) const GROUPS: &str = "groups";
/// The apps.
pub(crate) const APPS: &str = "products";
/// The organization roles.
pub(crate) const ROLES: &str = "platform_roles";

/// When the mirror saw it begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldSince {
    /// The end of the sync that found it, or when a run confirmed it.
    pub(crate) at: Option<Timestamp>,
    /// The run that gave it; `None` when a sync found it.
    pub(crate) run: Option<String>,
    /// The sync that found it; of a run, the newest one before.
    pub(crate) sync: i64,
}

/// The newest change that gave it to an account; `None` when it was held before the first sync.
pub(crate) fn held_since(
    db: &Connection,
    account: &str,
    held: Held<'_>,
) -> rusqlite::Result<Option<HeldSince>> {
    // Somebody who is new, or back, came with it.
    newest(db, account, |kind, detail| {
        matches!(kind, "appeared" | "returned") || detail.is_some_and(|detail| gives(detail, held))
    })
}

/// The run that took it from an account, by the newest change that did; `None` when a sync found it gone, and when nothing
/// says so.
pub(crate) fn lost_by(
    db: &Connection,
    account: &str,
    held: Held<'_>,
) -> rusqlite::Result<Option<String>> {
    let taken = newest(db, account, |_, detail| {
        detail.is_some_and(|detail| takes(detail, held))
    })?;
    Ok(taken.and_then(|change| change.run))
}

/// The newest change of an account that is one, by its kind and detail.
fn newest(
    db: &Connection,
    account: &str,
    is_one: impl Fn(&str, Option<&str>) -> bool,
) -> rusqlite::Result<Option<HeldSince>> {
    let mut read = db.prepare_cached(
        "SELECT at, run, kind, detail, sync_no FROM mirror_change WHERE thing = 'user' AND id = ?1 ORDER BY no DESC",
    )?;
    let mut rows = read.query([account])?;
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        let detail: Option<String> = row.get(3)?;
        if is_one(&kind, detail.as_deref()) {
            return Ok(Some(HeldSince {
                at: Timestamp::from_second(row.get(0)?).ok(),
                run: row.get(1)?,
                sync: row.get(4)?,
            }));
        }
    }
    Ok(None)
}

/// Whether a change, as it is recorded, gives it: a sync records the lists' differences, a run the value that it changed.
fn gives(detail: &str, held: Held<'_>) -> bool {
    moves(detail, held, ("added", 1))
}

/// Whether it takes it away.
fn takes(detail: &str, held: Held<'_>) -> bool {
    moves(detail, held, ("removed", 0))
}

/// Whether it is on this side of a change: in the list of this name, and at this place of the values before and after.
fn moves(detail: &str, held: Held<'_>, (side, place): (&str, usize)) -> bool {
    let Ok(detail) = serde_json::from_str::<Value>(detail) else {
        return false;
    };
    let (list, value, id) = match held {
        Held::Group(id) => (GROUPS, "group", id),
        Held::App(id) => (APPS, "app_role", id),
        Held::Role(id) => (ROLES, "role", id),
        // No list of a person names them; a run does.
        Held::AppRole { resource, role, .. } => {
            let at = detail.get("app_role").and_then(|values| values.get(place));
            let on = detail.get("app_role_name").and_then(Value::as_str);
            return side == "removed"
                && on == Some(resource)
                && at.and_then(Value::as_str) == Some(role);
        }
    };
    let is = |value: Option<&Value>| value.and_then(Value::as_str) == Some(id);
    let listed = detail.get(list).and_then(|list| list.get(side));
    let mut listed = listed.and_then(Value::as_array).into_iter().flatten();
    let by_value = detail.get(value).and_then(|values| values.get(place));
    let by_run = match held {
        // Of a role in an app, the app is the name.
        Held::App(_) => by_value.is_some_and(Value::is_string) && is(detail.get("app_role_name")),
        _ => is(by_value),
    };
    // Where the service says only that somebody is an organization admin.
    let admin = id == ORG_ADMIN
        && detail.get("org_admin").and_then(|values| values.get(place)) == Some(&1.into());
    by_run || admin || listed.any(|one| is(Some(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_it_away() {
        let app_role = Held::AppRole {
            resource: "a",
            role: "atlassian/user",
            opens: true,
        };
        let revoked = r#"{"app_role":["atlassian/user",null],"app_role_name":"a"}"#;
        for (held, detail) in [
            (Held::Group("g"), r#"{"group":["g",null],"group_name":"g"}"#),
            (
                Held::App("a"),
                r#"{"products":{"added":[],"removed":["a"]}}"#,
            ),
            (Held::Role(ORG_ADMIN), r#"{"org_admin":[1,0]}"#),
            (app_role, revoked),
        ] {
            assert!(takes(detail, held), "{detail}");
            assert!(!gives(detail, held), "{detail}");
        }
        let given = r#"{"app_role":[null,"atlassian/user"],"app_role_name":"a"}"#;
        assert!(!takes(given, app_role));
        assert!(!gives(given, app_role));
    }

    #[test]
    fn what_gives_it_and_what_does_not() {
        let role = Held::Role(ORG_ADMIN);
        for (held, detail) in [
            (
                role,
                r#"{"platform_roles":{"added":["x","atlassian/org-admin"],"removed":[]}}"#,
            ),
            (role, r#"{"org_admin":[0,1]}"#),
            (role, r#"{"role":[null,"atlassian/org-admin"]}"#),
            (
                Held::Group("g"),
                r#"{"groups":{"added":["g"],"removed":[]}}"#,
            ),
            (Held::Group("g"), r#"{"group":[null,"g"],"group_name":"g"}"#),
            (
                Held::App("a"),
                r#"{"products":{"added":["a"],"removed":[]}}"#,
            ),
            (
                Held::App("a"),
                r#"{"app_role":[null,"atlassian/user"],"app_role_name":"a"}"#,
            ),
        ] {
            assert!(gives(detail, held), "{detail}");
        }
        for (held, detail) in [
            (
                role,
                r#"{"platform_roles":{"added":[],"removed":["atlassian/org-admin"]}}"#,
            ),
            (role, r#"{"org_admin":[1,0]}"#),
            (role, r#"{"role":["atlassian/org-admin",null]}"#),
            (role, r#"{"name":["atlassian/org-admin","b"]}"#),
            (role, r#"{"name":["b","atlassian/org-admin"]}"#),
            (Held::Group("g"), r#"{"group":["g",null],"group_name":"g"}"#),
            (
                Held::App("a"),
                r#"{"app_role":["atlassian/user",null],"app_role_name":"a"}"#,
            ),
            (
                Held::App("a"),
                r#"{"app_role":[null,"atlassian/user"],"app_role_name":"b"}"#,
            ),
            (role, "{"),
            (role, "[]"),
        ] {
            assert!(!gives(detail, held), "{detail}");
        }
    }
}
