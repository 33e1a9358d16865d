//! Names the run whose invitation brought people whom a sync found, and what the invitation gave them.

use std::collections::HashMap;

use rusqlite::Connection;

use super::change::{Change, ChangeKind};
use super::value::ChangeValue;
use crate::store::Invited;

/// Adds the run to people who came by its invitation, and to the groups, apps and roles that it gave them: not to what
/// somebody else gave them before the sync.
pub(super) fn name_invitations(db: &Connection, changes: &mut [Change]) -> rusqlite::Result<()> {
    let mut invited: HashMap<(String, i64), Option<Invited>> = HashMap::new();
    for change in changes.iter_mut().filter(|change| change.run.is_none()) {
        if !may_be_invited(change) {
            continue;
        }
        let key = (change.id.clone(), change.sync);
        let found = match invited.get(&key) {
            Some(found) => found.clone(),
            None => {
                let found = Invited::read(db, &change.id, change.sync)?;
                invited.entry(key).or_insert(found).clone()
            }
        };
        let Some(invited) = found else { continue };
        let item = change.item_id.as_deref().unwrap_or_default();
        let gave = match change.of {
            "memberships" => invited.gives_group(db, item)?,
            "apps" => invited.gives_app(db, item)?,
            "roles" => match change.app_id.as_deref() {
                Some(app) => invited.gives_app(db, app)?,
                None => false,
            },
            _ => true,
        };
        if gave {
            change.run = Some(invited.run);
        }
    }
    Ok(())
}

/// Whether an invitation may have made the change: somebody came, got something, or got access again.
fn may_be_invited(change: &Change) -> bool {
    match (change.of, change.kind) {
        ("people", ChangeKind::Added) => true,
        ("people", ChangeKind::Changed) => {
            matches!(change.column, Some("status" | "membership_status"))
                && matches!(&change.after, Some(ChangeValue::Text(after)) if after == "active")
        }
        ("memberships" | "apps" | "roles", ChangeKind::Added) => true,
        _ => false,
    }
}
