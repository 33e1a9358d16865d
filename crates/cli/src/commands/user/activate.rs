//! `atlctl user activate`.

use atlctl_core::change::facet::lifecycle::{ACTIVE, Lifecycle, enablement};
use atlctl_core::change::{Facet, FacetKind};
use clap::Args;

use crate::changes::{ChangePeople, From, no_notes};
use crate::context::Context;
use crate::error::CliResult;

/// Activate deactivated accounts
///
/// The people can sign in again, with groups and roles as before. Accounts that are to be deleted need
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
/// When nobody is selected, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Activate) -> CliResult {
    let facet = Facet::about(FacetKind::of(&Lifecycle), enablement(None));
    args.people
        .begin(context)?
        .select()?
        .set(&facet, &ACTIVE.into(), From::default(), &no_notes)
}
