//! `atlctl user delete`.

use atlctl_core::change::facet::lifecycle::{GRACE_DAYS, Lifecycle, TO_BE_DELETED, deletion};
use atlctl_core::change::{Facet, FacetKind};
use clap::Args;
use jiff::SignedDuration;

use crate::changes::{ChangePeople, From, to_the_second};
use crate::context::Context;
use crate::error::CliResult;

/// Delete managed accounts after 14 days
///
/// Deactivates the accounts at once and deletes them for good after 14 days. Until then, `user cancel-delete` or an
/// undo keeps them; after that, nothing brings them back. Works for managed accounts only. To take people out of a
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
/// When nobody is selected, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Delete) -> CliResult {
    let now = to_the_second(context.now());
    let until = now
        .checked_add(SignedDuration::from_hours(GRACE_DAYS * 24))
        .unwrap_or(now);
    let note = format!(
        "deletions can be cancelled until {} (atlctl user cancel-delete), and are final after that",
        until.strftime("%Y-%m-%d %H:%M UTC")
    );
    let facet = Facet::about(FacetKind::of(&Lifecycle), deletion(Some(until)));
    args.people.begin(context)?.select()?.set(
        &facet,
        &TO_BE_DELETED.into(),
        From::default(),
        &|_, rows| {
            let some = rows.iter().any(|row| row.verdict.is_change());
            Ok(some.then(|| note.clone()).into_iter().collect())
        },
    )
}
