//! `atlctl user suspend`.

use clap::Args;

use crate::changes::{ChangePeople, DirectoryOption, From, SiteOption, note_of_other_sites, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Suspend people's access
///
/// Takes away access to every app of the directory, and the seats, while groups and roles stay: `user restore` gives
/// everything back. External users can be suspended, too; organization admins cannot.
///
/// On the original user management, people are deactivated in a site, through the portal's own call. No call is known that
/// activates them again.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user suspend ann@example.com
  atlctl user suspend --csv leavers.csv --reason \"left the company\" \\
      --ticket HR-7
  atlctl user suspend --inactive 180d --except vips.csv --plan idle.json")]
pub struct Suspend {
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    site: SiteOption,
}

/// Runs `atlctl user suspend`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Suspend) -> CliResult {
    let change = args.people.begin(context)?;
    let place = args.site.place(&args.directory, &change)?;
    let aim = verbs::suspend_at(&place);
    let mut notes: Vec<String> = verbs::note_of_suspension(&place).into_iter().collect();
    notes.extend(note_of_other_sites(&change.mirror, &place)?);
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &|_, _| {
            Ok(notes.clone())
        })
}
