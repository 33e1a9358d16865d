//! Since when somebody holds a role, as far as the mirror saw it begin.

use rusqlite::Connection;
use serde_json::Value;

use super::super::person_rows::moment;
use crate::query::Cell;

/// When the mirror saw a role begin, and by which run of atlctl.
#[derive(Debug, Clone)]
pub(super) struct Since {
    /// The time; [`Cell::Unknown`] when it was held before the first sync.
    pub at: Cell,
    /// The run; [`Cell::None`] when a sync found it.
    pub run: Cell,
}

/// The newest change that gave an account a role.
pub(super) fn since(db: &Connection, account: &str, role: &str) -> rusqlite::Result<Since> {
    let mut read = db.prepare_cached(
        "SELECT at, run, kind, detail FROM mirror_change WHERE thing = 'user' AND id = ?1 ORDER BY no DESC",
    )?;
    let mut rows = read.query([account])?;
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        let detail: Option<String> = row.get(3)?;
        // Somebody who is new, or back, came with the role.
        if matches!(kind.as_str(), "appeared" | "returned")
            || detail.is_some_and(|detail| gives(&detail, role))
        {
            let run: Option<String> = row.get(1)?;
            return Ok(Since {
                at: moment(Some(Some(row.get(0)?))),
                run: run.map_or(Cell::None, Cell::Text),
            });
        }
    }
    Ok(Since {
        at: Cell::Unknown,
        run: Cell::Unknown,
    })
}

/// Whether a change, as it is recorded, gives the role.
fn gives(detail: &str, role: &str) -> bool {
    let Ok(detail) = serde_json::from_str::<Value>(detail) else {
        return false;
    };
    let added = detail.get("roles").and_then(|roles| roles.get("added"));
    let added = added.and_then(Value::as_array);
    added.is_some_and(|added| added.iter().any(|one| one.as_str() == Some(role)))
}

#[cfg(test)]
mod tests {
    use super::gives;

    #[test]
    fn a_role_is_given_where_it_was_added() {
        let role = "atlassian/org-admin";
        assert!(gives(
            r#"{"roles":{"added":["x","atlassian/org-admin"],"removed":[]}}"#,
            role
        ));
        for other in [
            r#"{"roles":{"added":[],"removed":["atlassian/org-admin"]}}"#,
            r#"{"name":["atlassian/org-admin","b"]}"#,
            "{",
            "[]",
        ] {
            assert!(!gives(other, role), "{other}");
        }
    }
}
