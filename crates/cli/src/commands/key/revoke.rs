//! `atlctl key revoke`.

use atlctl_api::{ApiKey, ApiKeyFilter};
use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::credential::{API_KEY, dates};
use atlctl_core::plan::Include;
use clap::Args;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use crate::changes::{IdSelection, Listed, PlanOptions, Revocation, spare_own_key};
use crate::context::Context;
use crate::error::CliResult;

/// Revoke the organization's API keys
///
/// Revokes keys by their IDs. This cannot be undone: scripts that use the key stop working until they get a new one.
/// Atlassian does not report which key signs a request. If you are signed in with a key, atlctl refuses to revoke one that
/// may be the key in use: use a browser session instead, or --include-own-key if it is another key.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl key revoke 7f1c2f0e-5b1a-4c38-9a52-0b8f6f2a9c11
  atlctl key list -o csv > keys.csv
  atlctl key revoke --csv keys.csv --dry-run")]
pub struct Revoke {
    #[command(flatten)]
    ids: IdSelection,
    /// Revoke keys although atlctl cannot tell whether one of them is the key in use
    #[arg(long, help_heading = "Guards")]
    include_own_key: bool,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl key revoke`.
///
/// # Errors
/// When nothing is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Revoke) -> CliResult {
    let revocation = Revocation::begin(context, &args.plan_options)?;
    let ids = args.ids.read(context, &["id", "key_id", "target"])?;
    let client = &revocation.signed.client;
    let keys = client.api_keys(&revocation.org, &ApiKeyFilter::default());
    let keys: Vec<ApiKey> = context.block_on(keys.try_collect())??;
    let wanted: Vec<&ApiKey> = keys
        .iter()
        .filter(|key| ids.ids.iter().any(|one| one.id == key.id.as_str()))
        .collect();
    let listed = keys.iter().map(|key| listed(key, context.now())).collect();
    let chosen = revocation.choose(FacetKind::of(&API_KEY), listed, &ids)?;
    let consent = args.include_own_key;
    spare_own_key(&revocation.signed, &keys, &wanted, context.now(), consent)?;
    revocation.plan(&API_KEY, chosen, Include::default(), ids.origin)
}

fn listed(key: &ApiKey, now: Timestamp) -> Listed {
    let maker = key.created_by.as_ref();
    let maker = maker.and_then(|user| user.email.clone().or_else(|| user.name.clone()));
    let dates = dates(
        key.created_at.as_deref(),
        key.last_active_at.as_deref(),
        key.expires_at.as_deref(),
        maker.as_deref(),
        now,
    );
    Listed {
        id: key.id.as_str().to_owned(),
        label: Some(key.label.clone().unwrap_or_default()),
        owner: None,
        dates,
        valid: None,
    }
}
