//! `atlctl group remove`.

use atlctl_core::change::facet::membership::OUT;
use clap::Args;

use super::people_of_group::PeopleOfGroup;
use crate::context::Context;
use crate::error::CliResult;

/// Remove people from a group
///
/// They lose the access that only this group gave them. To remove everyone who is not on a list, use `group sync`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group remove contractors ann@example.com
  atlctl group remove contractors --csv leavers.csv
  atlctl group remove jira-users --group jira-users --inactive 90d \\
      --plan idle.json")]
pub struct Remove {
    #[command(flatten)]
    members: PeopleOfGroup,
}

/// Runs `atlctl group remove`.
///
/// # Errors
/// When the group is unknown, nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Remove) -> CliResult {
    args.members.set(context, OUT)
}
