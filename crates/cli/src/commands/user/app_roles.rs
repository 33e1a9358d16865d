//! A person's roles in apps and sites, and where each comes from: what `user explain` says in detail.

use std::collections::BTreeSet;

use atlctl_core::change::{MirroredAccess, Way, mirrored_access, role_title};
use atlctl_core::store::{App, Mirror, Person};

use super::unknown_access_paths::tell_unknown;
use crate::commands::role::{default_group, place, way};
use crate::context::Context;
use crate::error::CliResult;
use crate::output::{Cell, Column, Details, Object};

/// The roles; `None` is unknown.
#[derive(Debug, Default)]
pub(super) struct AppRoles {
    roles: Option<Vec<Object>>,
    is_complete: bool,
}

impl AppRoles {
    /// As the mirror has them: those that were read of the person, and those that their groups give. Says which may be
    /// missing, or may have changed since.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn mirrored(context: &Context, mirror: &Mirror, person: &Person) -> CliResult<Self> {
        let known = mirrored_access(mirror, &person.account_id)?;
        let is_complete = known.is_complete() && known.group_roles_at.is_some();
        let roles = roles(&known, &mirror.apps()?, person.account_id.as_str());
        if roles.is_empty() && !is_complete {
            return Ok(Self::default());
        }
        let columns = &context.global.columns;
        if columns.is_empty() || columns.iter().any(|column| column == "app_roles") {
            tell_unknown(context, mirror, &known, "roles");
        }
        Ok(Self {
            roles: Some(roles),
            is_complete,
        })
    }

    /// Adds them, and whether all of them are known.
    pub(super) fn add(self, details: Details) -> Details {
        let roles = self.roles.map_or(Cell::Unknown, Cell::Objects);
        details.field("app_roles", "Roles in apps", roles).column(
            Column::companion("app_roles_known", "Roles in apps known"),
            Cell::Bool(self.is_complete),
        )
    }
}

/// A role for each way to it. Organization roles are elsewhere.
fn roles(known: &MirroredAccess, apps: &[App], account: &str) -> Vec<Object> {
    let held = known.access.roles(account).unwrap_or_default();
    let mut resources: BTreeSet<&str> = held.iter().map(|one| one.resource.as_str()).collect();
    let groups = known.access.groups(account);
    let given = groups.iter().flat_map(|group| &group.roles);
    resources.extend(given.map(|one| one.resource.as_str()));
    let mut roles = Vec::new();
    for resource in resources {
        let app = apps.iter().find(|app| app.id == resource);
        let title = app.map_or_else(|| place(resource).to_owned(), App::title);
        for path in known.access.paths(account, resource).unwrap_or_default() {
            let (title, role) = (&title, role_title(&path.role));
            let group = match &path.way {
                Way::Group { id, .. } => Cell::text(id),
                _ => Cell::None,
            };
            let from = way(&path.way);
            let words = format!("{title}: {role} ({from})");
            let object = Object::new(words)
                .field("app_id", resource)
                .field("app", title.as_str())
                .field("role", path.role.as_str())
                .field("from", from)
                .field("group_id", group)
                .field("default_group", default_group(&path.way));
            roles.push((title.clone(), object));
        }
    }
    roles.sort_by(|(a, _), (b, _)| a.cmp(b));
    roles.into_iter().map(|(_, object)| object).collect()
}
