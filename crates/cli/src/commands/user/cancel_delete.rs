//! `atlctl user cancel-delete`.

use clap::Args;

use crate::changes::{ChangePeople, From, no_notes, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Cancel the deletion of accounts
///
/// Keeps accounts that are to be deleted, and activates them. Possible for 14 days after `user delete`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user cancel-delete ann@example.com
  atlctl user cancel-delete --status for_deletion --dry-run")]
pub struct CancelDelete {
    #[command(flatten)]
    people: ChangePeople,
}

/// Runs `atlctl user cancel-delete`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &CancelDelete) -> CliResult {
    let aim = verbs::cancel_delete();
    args.people
        .begin(context)?
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &no_notes)
}
