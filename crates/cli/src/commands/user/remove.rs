//! `atlctl user remove`.

use clap::Args;

use crate::changes::{ChangePeople, DirectoryOption, From, SiteOption, note_of_other_sites, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Remove people from the directory
///
/// Removes people from the directory, and with them their groups and roles. People return only by invitation: `atlctl
/// undo` invites them again, with the groups and roles that the plan recorded. A managed account stays among the managed accounts. To take access away for now, use `user suspend`.
///
/// On the original user management, people are removed from a site, through the portal's own call.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user remove ann@example.com
  atlctl user remove --csv leavers.csv --plan remove.json")]
pub struct Remove {
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    site: SiteOption,
}

/// Runs `atlctl user remove`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Remove) -> CliResult {
    let change = args.people.begin(context)?;
    let place = args.site.place(&args.directory, &change)?;
    let aim = verbs::remove_at(&place);
    let note = note_of_other_sites(&change.mirror, &place)?;
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &|_, _| {
            Ok(note.iter().cloned().collect())
        })
}
