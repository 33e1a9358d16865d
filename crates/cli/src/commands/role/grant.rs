//! `atlctl role grant`.

use atlctl_core::change::facet::app_role::HELD;
use clap::Args;

use super::grant_or_revoke::{RoleChange, set};
use crate::context::Context;
use crate::error::CliResult;

/// Grant a role to people or to a group
///
/// A role in an app gives access to the app and may take a paid seat. An organization role is granted without --app:
/// `role grant org-admin ann@example.com`. Atlassian may take up to 90 seconds to show a new role, and atlctl waits
/// for that before it calls a row done. If a sandbox has an app of the same name, atlctl uses the app outside the
/// sandbox, and the plan says so; --site names the sandbox.
///
/// Roles: user, admin, user-access-admin, basic, contributor, viewer, guest, customer, stakeholder, site-admin,
/// org-admin, or an ID such as atlassian/user.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl role grant user ann@example.com --app jira
  atlctl role grant admin ann@example.com --app confluence \\
      --site acme.atlassian.net
  atlctl role grant user --domain acme.example --app jira
  atlctl role grant user --group contractors --app confluence
  atlctl role grant org-admin ann@example.com")]
pub struct Grant {
    #[command(flatten)]
    change: RoleChange,
}

/// Runs `atlctl role grant`.
///
/// # Errors
/// When the role or app is unknown, nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Grant) -> CliResult {
    set(context, &args.change, HELD)
}
