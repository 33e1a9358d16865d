//! `atlctl user remove`.

use clap::Args;

use crate::changes::{ChangePeople, DirectoryOption, From, SiteOption, no_notes, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Remove people from the directory
///
/// Takes people out of the directory with their groups and roles. It cannot be undone: to come back, a person needs an
/// invitation, groups and roles. A managed account stays among the managed accounts. To take access away for now, use
/// `user suspend`.
///
/// On the old user management, people are removed from a site, through the portal's own call.
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
    let aim = verbs::remove_at(&args.site.place(&args.directory, &change)?);
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &no_notes)
}
