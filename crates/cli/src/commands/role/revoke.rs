//! `atlctl role revoke`.

use atlctl_core::change::facet::app_role::NOT_HELD;
use clap::Args;

use super::grant_or_revoke::{RoleChange, set};
use crate::context::Context;
use crate::error::CliResult;

/// Revoke a role from people or from a group
///
/// Only a role that is assigned to the person can be revoked. If it comes from a group, the row is left out with the
/// group's name: remove the person from the group, or remove all of their access with `user remove-access`. You cannot
/// revoke your own organization admin role, or that of the last admin who could undo it. If a sandbox has an app of the
/// same name, atlctl uses the app outside the sandbox, and the plan says so; --site names the sandbox.
///
/// Roles: user, admin, user-access-admin, basic, contributor, viewer, guest, customer, stakeholder, site-admin,
/// org-admin, or an ID such as atlassian/user.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl role revoke admin ann@example.com --app jira
  atlctl role revoke user --csv leavers.csv --app jira --plan revoke.json
  atlctl role revoke user --group contractors --app confluence
  atlctl role revoke org-admin ann@example.com")]
pub struct Revoke {
    #[command(flatten)]
    change: RoleChange,
}

/// Runs `atlctl role revoke`.
///
/// # Errors
/// When the role or app is unknown, nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Revoke) -> CliResult {
    set(context, &args.change, NOT_HELD)
}
