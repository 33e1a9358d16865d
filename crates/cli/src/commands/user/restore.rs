//! `atlctl user restore`.

use clap::Args;

use crate::changes::{ChangePeople, DirectoryOption, From, no_notes, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Restore suspended people's access
///
/// Gives back access to the directory with groups and roles as before. Atlassian refuses it if no seat is free.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user restore ann@example.com
  atlctl user restore --csv back.csv --yes")]
pub struct Restore {
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
}

/// Runs `atlctl user restore`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Restore) -> CliResult {
    let change = args.people.begin(context)?;
    let aim = verbs::restore(&args.directory.find(&change.mirror)?);
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &no_notes)
}
