//! The rows of `atlctl role list`: roles, their holders and where they come from.

use atlctl_core::change::{Way, role_title};
use atlctl_core::store::App;

use crate::output::{Cell, Column, Table};

/// The columns of the list.
pub fn columns() -> Vec<Column> {
    vec![
        Column::key("holder", "Held by"),
        Column::text("role", "Role"),
        Column::text("app", "App"),
        Column::text("from", "From"),
        Column::text("role_id", "Role ID").on_request(),
        Column::text("app_id", "App ID").on_request(),
        Column::id("holder_id", "Holder ID").on_request(),
        Column::text("default_group", "Default group").on_request(),
    ]
}

/// Of a role that is assigned to a person, and whether it is a default group's.
pub(super) const ASSIGNED: (&str, Cell) = ("assigned", Cell::None);

/// The rows of the list.
pub(super) struct Roles {
    pub(super) table: Table,
    pub(super) apps: Vec<App>,
}

impl Roles {
    pub(super) fn push(
        &mut self,
        holder: (&str, Option<&str>),
        role: &str,
        on: Option<&str>,
        (from, default): (&str, Cell),
    ) {
        let app = on.map(|id| {
            let mut apps = self.apps.iter();
            let known = apps.find(|app| app.id == id).map(App::title);
            known.unwrap_or_else(|| place(id).to_owned())
        });
        self.table.push(vec![
            Cell::text(holder.1.unwrap_or(holder.0)),
            Cell::text(role_title(role)),
            app.map_or(Cell::None, Cell::text),
            Cell::text(from),
            Cell::text(role),
            on.map_or(Cell::None, Cell::text),
            Cell::text(holder.0),
            default,
        ]);
    }
}

/// What a resource is that is no known app.
pub fn place(id: &str) -> &str {
    if id.contains(":platform::org/") {
        "the organization"
    } else if id.contains(":platform::site/") {
        "a site"
    } else {
        id
    }
}

/// A way to a role, for people.
pub fn way(way: &Way) -> String {
    match way {
        Way::Direct => "assigned".to_owned(),
        Way::Group {
            shown,
            default: Some(true),
            ..
        } => format!("default group {shown}"),
        Way::Group { shown, .. } => format!("group {shown}"),
        Way::UnknownGroup => "a group that Atlassian does not list".to_owned(),
        Way::Inferred => "another role".to_owned(),
        Way::Unknown => "unknown".to_owned(),
    }
}

/// Whether the group that gives a role is one that people with the role are put into; none for other ways.
pub fn default_group(way: &Way) -> Cell {
    match way {
        Way::Group { default, .. } => Cell::truth(*default),
        _ => Cell::None,
    }
}
