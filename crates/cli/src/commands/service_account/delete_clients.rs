//! `atlctl service-account delete-clients`.

use atlctl_api::OAuthClient;
use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::credential::OAUTH_CLIENT;
use atlctl_core::plan::Include;
use clap::Args;
use futures_util::TryStreamExt as _;

use crate::changes::{IdSelection, Listed, PlanOptions, Revocation};
use crate::context::Context;
use crate::error::CliResult;

/// Delete OAuth clients of service accounts
///
/// Deletes OAuth clients by their IDs (see: atlctl service-account clients). It cannot be undone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl service-account delete-clients 8Zk1bQ4r --dry-run
  atlctl service-account clients -o id \\
      | atlctl service-account delete-clients --from-stdin --dry-run")]
pub struct DeleteClients {
    #[command(flatten)]
    ids: IdSelection,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl service-account delete-clients`.
///
/// # Errors
/// When nothing is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &DeleteClients) -> CliResult {
    let revocation = Revocation::begin(context, &args.plan_options)?;
    let ids = args.ids.read(context, &["id", "client_id", "target"])?;
    let clients = revocation.signed.client.oauth_clients(&revocation.org);
    let clients: Vec<OAuthClient> = context.block_on(clients.try_collect())??;
    let listed = clients.into_iter().map(listed).collect();
    let chosen = revocation.choose(FacetKind::of(&OAUTH_CLIENT), listed, &ids)?;
    revocation.plan(&OAUTH_CLIENT, chosen, Include::default(), ids.origin)
}

fn listed(client: OAuthClient) -> Listed {
    let status = client.status.as_ref();
    Listed {
        id: client.client_id.as_str().to_owned(),
        label: Some(client.name.unwrap_or_default()),
        owner: None,
        dates: status.map_or(String::new(), |status| status.as_str().to_lowercase()),
        valid: None,
    }
}
