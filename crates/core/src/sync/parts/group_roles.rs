//! The roles that groups give: one call for each group that gives access to anything.

use atlctl_api::GroupRoleAssignment;

use super::super::Stage;
use super::super::part::{Entry, Part, number, text};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::GroupRoles,
    table: Table {
        name: "mirror_group_role",
        thing: "group_role",
        tracked: &["group_id", "resource", "role", "is_default"],
        untracked: &["resource_key"],
    },
    plural: "roles of groups",
    may_empty: false,
    old_has_none: false,
    // `group_roles.rs` asks for each group.
    read: None,
};

/// The entries of a group.
pub(in crate::sync) fn entries(group: &str, answer: &[GroupRoleAssignment]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for one in answer {
        let resource = one.resource.as_ref().map_or("", |id| id.as_str());
        for role in &one.roles {
            let default = one.default_role.as_ref() == Some(role);
            let role = role.as_str();
            entries.push(Entry {
                id: format!("{group} {resource} {role}"),
                values: vec![
                    text(Some(group)),
                    text(Some(resource)),
                    text(Some(role)),
                    number(Some(i64::from(default))),
                    text(one.owner.as_deref()),
                ],
            });
        }
    }
    entries
}
