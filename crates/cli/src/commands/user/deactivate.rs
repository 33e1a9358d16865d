//! `atlctl user deactivate`.

use atlctl_core::change::facet::lifecycle::{DEACTIVATED, Lifecycle, enablement};
use atlctl_core::change::{Facet, FacetKind};
use clap::Args;

use crate::changes::{ChangePeople, From, no_notes};
use crate::context::Context;
use crate::error::CliResult;

/// Deactivate managed accounts
///
/// Nobody can sign in to a deactivated account, in any organization, and it takes no seat. Groups and roles stay, and
/// `user activate` brings everything back. Works for managed accounts only; for external users, see `user suspend`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user deactivate ann@example.com --message \"On leave until June\"
  atlctl user deactivate --csv leavers.csv --reason \"left the company\" --ticket HR-7
  atlctl user deactivate --inactive 180d --managed --plan idle.json")]
pub struct Deactivate {
    #[command(flatten)]
    people: ChangePeople,
    /// Message that the account's owner sees [default: the text of --reason]
    #[arg(long, value_name = "TEXT", help_heading = "Change")]
    message: Option<String>,
}

/// Runs `atlctl user deactivate`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Deactivate) -> CliResult {
    let change = args.people.begin(context)?;
    let reason = args.people.plan_options.reason.as_deref();
    let message = args.message.as_deref().or(reason);
    let facet = Facet::about(FacetKind::of(&Lifecycle), enablement(message));
    change
        .select()?
        .set(&facet, &DEACTIVATED.into(), From::default(), &no_notes)
}
