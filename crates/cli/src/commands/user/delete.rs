//! `atlctl user delete`.

use clap::Args;

use crate::changes::{ChangePeople, From, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Delete managed accounts, with 14 days to cancel
///
/// Deactivates the accounts at once and deletes them for good after 14 days. Until then, `user cancel-delete` or an
/// undo keeps them; after that, nothing brings them back. Works for managed accounts only. To remove people from a
/// directory, use `user remove`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user delete ann@example.com
  atlctl user delete --csv leavers.csv --plan delete.json
  atlctl user delete --status deactivated --inactive 365d --dry-run")]
pub struct Delete {
    #[command(flatten)]
    people: ChangePeople,
}

/// Runs `atlctl user delete`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Delete) -> CliResult {
    let until = verbs::end_of_grace(context.now());
    let aim = verbs::delete(until);
    args.people
        .begin(context)?
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &|_, rows| {
            let some = rows.iter().any(|row| row.verdict.is_change());
            let note = || verbs::note_of_deletion(until);
            Ok(some.then(note).into_iter().collect())
        })
}
