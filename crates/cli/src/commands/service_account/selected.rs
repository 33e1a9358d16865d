//! Service accounts that are selected by ID, as rows of a plan.

use atlctl_api::ServiceAccount;
use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::credential::Credential;
use atlctl_core::plan::Include;
use futures_util::TryStreamExt as _;

use crate::changes::{IdSelection, Listed, Owner, PlanOptions, Revocation};
use crate::context::Context;
use crate::error::CliResult;

/// To name a service account is to ask for it; nobody lists its roles.
const NAMED: Include = Include {
    admins: false,
    protected_groups: false,
    ..Include::ALL
};

/// Plans to revoke this of the service accounts that are selected.
///
/// # Errors
/// When nothing is selected, a guard refuses, or Atlassian fails.
pub(super) fn plan(
    context: &Context,
    ids: &IdSelection,
    options: &PlanOptions,
    credential: &'static Credential,
) -> CliResult {
    let revocation = Revocation::begin(context, options)?;
    let ids = ids.read(context, &["id", "service_account_id", "target"])?;
    let accounts = revocation.signed.client.service_accounts(&revocation.org);
    let accounts: Vec<ServiceAccount> = context.block_on(accounts.try_collect())??;
    let listed = accounts.into_iter().map(listed).collect();
    let chosen = revocation.choose(FacetKind::of(credential), listed, &ids)?;
    revocation.plan(credential, chosen, NAMED, ids.origin)
}

fn listed(account: ServiceAccount) -> Listed {
    Listed {
        id: account.id.as_str().to_owned(),
        label: account.display_name.clone(),
        owner: account.account_id.map(|id| Owner {
            account: id,
            email: account.email,
            name: account.display_name,
        }),
        dates: account.description.unwrap_or_default(),
    }
}
