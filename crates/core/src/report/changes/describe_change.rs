//! A change in words.

use super::super::report_model::text;
use crate::change::role_title;
use crate::history::{Change, ChangeValue, Logged, one};
use crate::query::Cell;

/// What was added, removed or changed.
pub(super) fn what(change: &Change) -> String {
    let item = change.item.as_ref().or(change.item_id.as_ref());
    match (change.of, item, change.column) {
        ("memberships", Some(group), _) => format!("group {group}"),
        ("apps", Some(app), _) => format!("app {app}"),
        ("roles", Some(role), column) => {
            let mut words = format!("role {}", role_title(role));
            if let Some(app) = change.app.as_ref().or(change.app_id.as_ref()) {
                words.push_str(&format!(" in {app}"));
            }
            if let Some(column) = column {
                words.push_str(&format!("; {}", column.replace('_', " ")));
            }
            words
        }
        ("policies", Some(policy), None) => format!("policy {policy}"),
        (_, _, Some("mfa_enabled")) => "two-step verification".to_owned(),
        (_, _, Some("org_admin")) => "organization admin".to_owned(),
        (_, _, Some("claim_status")) => "management".to_owned(),
        (_, _, Some(column)) => column.replace('_', " "),
        (_, Some(item), None) => item.clone(),
        (of, None, None) => one(of).to_owned(),
    }
}

/// The value before and after.
pub(super) fn values(change: &Change) -> [Cell; 2] {
    [&change.before, &change.after].map(|value| match value {
        Some(ChangeValue::Never) => Cell::Never,
        Some(value) => Cell::Text(value.to_string()),
        None => Cell::None,
    })
}

/// When it was found.
pub(super) fn found(change: Option<&Change>) -> Cell {
    let at = change.and_then(|change| change.at);
    at.and_then(|at| jiff::Timestamp::from_second(at.as_second()).ok())
        .map_or(Cell::Unknown, |at| Cell::Text(at.to_string()))
}

/// Whose act it was, as the audit log has it; none where it has no event of it. The record of a run says it, too.
pub(super) fn by(change: Option<&Change>) -> Cell {
    match change.map(|change| &change.logged) {
        Some(Logged::Event(event)) => text(event.actor.as_deref()),
        Some(Logged::NoEvent) => Cell::None,
        Some(Logged::Unknown) | None => Cell::Unknown,
    }
}

/// The run that made it; none when a sync found it.
pub(super) fn run(change: Option<&Change>) -> Cell {
    match change {
        None => Cell::Unknown,
        Some(change) => change.run.clone().map_or(Cell::None, Cell::Text),
    }
}
