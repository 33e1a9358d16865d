//! `atlctl user suspend`.

use clap::Args;

use crate::changes::{AccessPlace, ChangePeople, DirectoryOption, From, SiteOption, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Suspend people's access
///
/// Takes away access to every app of the directory, and the seats, while groups and roles stay: `user restore` gives
/// everything back. External users can be suspended, too; organization admins cannot.
///
/// On the old user management, people are deactivated in a site, through the portal's own call. No call is known that
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
    let note = matches!(place, AccessPlace::Site(_)).then(|| {
        "deactivates people in the site: no call is known that activates them again, and user restore cannot".to_owned()
    });
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &|_, _| {
            Ok(note.iter().cloned().collect())
        })
}
