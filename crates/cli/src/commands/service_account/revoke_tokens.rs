//! `atlctl service-account revoke-tokens`.

use atlctl_core::change::facet::credential::SERVICE_ACCOUNT_TOKENS;
use clap::Args;

use crate::changes::{IdSelection, PlanOptions};
use crate::context::Context;
use crate::error::CliResult;

/// Revoke the API tokens of service accounts
///
/// Revokes every API token of the service accounts with these IDs, and keeps the accounts: Atlassian has no call for one
/// token of a service account. It cannot be undone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl service-account revoke-tokens 557058:0b1c9e64
  atlctl service-account list -o id \\
      | atlctl service-account revoke-tokens --from-stdin --dry-run")]
pub struct RevokeTokens {
    #[command(flatten)]
    ids: IdSelection,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl service-account revoke-tokens`.
///
/// # Errors
/// When nothing is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &RevokeTokens) -> CliResult {
    super::selected::plan(
        context,
        &args.ids,
        &args.plan_options,
        &SERVICE_ACCOUNT_TOKENS,
    )
}
