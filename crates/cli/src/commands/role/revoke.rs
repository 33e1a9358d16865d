//! `atlctl role revoke`.

use atlctl_core::change::facet::app_role::NOT_HELD;
use clap::Args;

use super::change::{RoleChange, set};
use crate::context::Context;
use crate::error::CliResult;

/// Revoke a role from people or from a group
///
/// Only a role that is assigned to the person can be revoked. One that comes from a group is left alone with the group's
/// name: remove the person from the group, or take all of their access with `user remove-access`. You cannot revoke
/// your own role of organization admin, or that of the last one who can undo it.
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
