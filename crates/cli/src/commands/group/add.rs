//! `atlctl group add`.

use atlctl_core::change::facet::membership::IN;
use clap::Args;

use super::people_of_group::PeopleOfGroup;
use crate::context::Context;
use crate::error::CliResult;

/// Add people to a group
///
/// They get what the group gives: apps, roles, permissions. Groups that an identity provider manages can only be
/// changed there; their rows are left out, with the reason. People who are already members are left alone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group add contractors ann@example.com bob@example.com
  atlctl group add contractors --csv new-people.csv --ticket HR-7
  atlctl group add contractors ann@example.com --until 2027-01-31
  atlctl group add \"jira users\" --where \"department = 'IT'\" --plan it.json")]
pub struct Add {
    #[command(flatten)]
    members: PeopleOfGroup,
}

/// Runs `atlctl group add`.
///
/// # Errors
/// When the group is unknown, nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Add) -> CliResult {
    args.members.set(context, IN)
}
