//! `atlctl group remove`.

use atlctl_core::change::facet::membership::OUT;
use clap::Args;

use super::named::membership;
use super::protected::ProtectedGroups;
use crate::changes::{ChangePeople, DirectoryOption, From, no_notes};
use crate::context::Context;
use crate::error::CliResult;

/// Remove people from a group
///
/// They lose what only this group gave them. To take everybody out who is not on a list: `group sync`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group remove contractors ann@example.com
  atlctl group remove contractors --csv leavers.csv
  atlctl group remove jira-users --group jira-users --inactive 90d --plan idle.json")]
pub struct Remove {
    /// Group name or ID
    #[arg(id = "of", value_name = "GROUP", help_heading = "Arguments")]
    group: String,
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// Runs `atlctl group remove`.
///
/// # Errors
/// When the group is unknown, nobody is selected, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Remove) -> CliResult {
    let mut change = args.people.begin(context)?;
    let (_, facet) = membership(
        context,
        (&change.signed.client, &change.org),
        &change.mirror,
        &args.directory,
        &args.group,
    )?;
    change.include = args.protected.add_to(change.include);
    change
        .select()?
        .set(&facet, &OUT.into(), From::default(), &no_notes)
}
