//! `atlctl user suspend`.

use clap::Args;

use crate::changes::{ChangePeople, DirectoryOption, From, no_notes, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Suspend people's access
///
/// Takes away access to every app of the directory, and the seats, while groups and roles stay: `user restore` gives
/// everything back. External users can be suspended, too; organization admins cannot.
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
}

/// Runs `atlctl user suspend`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Suspend) -> CliResult {
    let change = args.people.begin(context)?;
    let aim = verbs::suspend(&args.directory.find(&change.mirror)?);
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &no_notes)
}
