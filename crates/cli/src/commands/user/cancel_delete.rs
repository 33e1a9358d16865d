//! `atlctl user cancel-delete`.

use atlctl_core::plan::Row;
use clap::Args;

use crate::changes::{ChangePeople, From, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Cancel the deletion of accounts
///
/// Keeps accounts that await deletion, and activates them. Possible for 14 days after `user delete`. Undoing this does
/// not delete them again.
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
    args.people.begin(context)?.select()?.set(
        &aim.facet,
        &aim.to,
        From::default(),
        &|_, rows: &[Row]| {
            let any = rows.iter().any(|row| row.verdict.is_change());
            Ok(any.then(verbs::note_of_keeping).into_iter().collect())
        },
    )
}
