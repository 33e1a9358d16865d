//! `atlctl user activate`.

use clap::Args;

use crate::changes::{ChangePeople, From, no_notes, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Activate deactivated accounts
///
/// The people can sign in again, with groups and roles as before. Accounts that await deletion need
/// `user cancel-delete` instead.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user activate ann@example.com
  atlctl user activate --csv back.csv --yes")]
pub struct Activate {
    #[command(flatten)]
    people: ChangePeople,
}

/// Runs `atlctl user activate`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Activate) -> CliResult {
    let aim = verbs::activate();
    args.people
        .begin(context)?
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &no_notes)
}
