//! `atlctl service-account delete`.

use atlctl_core::change::facet::credential::SERVICE_ACCOUNT;
use clap::Args;

use crate::changes::{IdSelection, PlanOptions};
use crate::context::Context;
use crate::error::CliResult;

/// Delete service accounts with their credentials
///
/// Deletes service accounts by their IDs, with their API tokens and OAuth clients. It cannot be undone. To revoke the
/// tokens and keep the account, use `service-account revoke-tokens`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl service-account delete 557058:0b1c9e64 --dry-run
  atlctl service-account delete --csv robots.csv --plan robots.json")]
pub struct Delete {
    #[command(flatten)]
    ids: IdSelection,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl service-account delete`.
///
/// # Errors
/// When nothing is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Delete) -> CliResult {
    super::selected::plan(context, &args.ids, &args.plan_options, &SERVICE_ACCOUNT)
}
