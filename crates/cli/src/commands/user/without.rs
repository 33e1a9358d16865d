//! What would remain of a person's access without a group or a role.

use std::collections::BTreeSet;

use atlctl_core::change::{AccessPath, KnownRole, RoleScope, Way, opens};
use atlctl_core::store::Mirror;
use clap::Args;

use crate::commands::role::way;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The groups and roles to do without.
#[derive(Debug, Args)]
pub(super) struct Without {
    /// Show what would remain if they left this group (name or ID)
    #[arg(long, value_name = "GROUP")]
    without_group: Vec<String>,
    /// Show what would remain if this role, assigned to them, were revoked (such as user or org-admin)
    #[arg(long, value_name = "ROLE")]
    without_role: Vec<String>,
}

impl Without {
    /// The groups and roles by ID.
    ///
    /// # Errors
    /// When the mirror knows no such group, or no role has the name.
    pub(super) fn found(&self, mirror: &Mirror) -> CliResult<Lost> {
        let mut lost = Lost::default();
        for name in &self.without_group {
            let group = mirror.group_id(name)?;
            lost.groups.insert(group.as_str().to_owned());
        }
        for name in &self.without_role {
            let role = KnownRole::named(name).ok_or_else(|| {
                CliError::usage(format!("no role is named \"{}\"", display(name)))
                    .hint("use a role such as user, admin, site-admin or org-admin")
            })?;
            lost.wide |= role.scope != RoleScope::App;
            lost.roles.insert(role.id.to_owned());
        }
        Ok(lost)
    }
}

/// Groups that a person leaves, and roles that they lose.
#[derive(Debug, Default)]
pub(super) struct Lost {
    groups: BTreeSet<String>,
    roles: BTreeSet<String>,
    /// Whether one of the roles is over more than an app, so that others may follow from it.
    wide: bool,
}

impl Lost {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.roles.is_empty()
    }

    /// Whether a way remains; `None` when that cannot be known.
    pub(super) fn remains(&self, path: &AccessPath) -> Option<bool> {
        match &path.way {
            Way::Direct => Some(!self.roles.contains(&path.role)),
            Way::Group { id, .. } => Some(!self.groups.contains(id)),
            Way::Inferred => (!self.wide).then_some(true),
            Way::UnknownGroup => self.groups.is_empty().then_some(true),
            Way::Unknown => None,
        }
    }

    /// What remains of the access to an app. `complete`: no other way can exist.
    pub(super) fn left(&self, paths: &[AccessPath], complete: bool) -> String {
        let opening = paths.iter().filter(|path| opens(&path.role));
        let mut kept: Vec<String> = Vec::new();
        let mut unknown = !complete;
        for path in opening {
            match self.remains(path) {
                Some(true) if !kept.contains(&way(&path.way)) => kept.push(way(&path.way)),
                Some(_) => {}
                None => unknown = true,
            }
        }
        if !kept.is_empty() {
            format!("access remains, from {}", kept.join(", "))
        } else if unknown {
            "no known way remains; ways that are unknown may".to_owned()
        } else {
            "access ends".to_owned()
        }
    }
}
