//! Service accounts that are selected by ID, as rows of a plan.

use atlctl_api::{ApiToken, ServiceAccount, ServiceAccountId, TokenStatus};
use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::credential::{Credential, SERVICE_ACCOUNT_TOKENS};
use atlctl_core::number::grouped;
use atlctl_core::plan::Include;
use futures_util::TryStreamExt as _;

use crate::changes::{IdSelection, Listed, Owner, PlanOptions, Revocation, may_not_read};
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
    let mut chosen = revocation.choose(FacetKind::of(credential), listed, &ids)?;
    if FacetKind::of(credential) == FacetKind::of(&SERVICE_ACCOUNT_TOKENS) {
        for one in &mut chosen {
            one.valid = valid_tokens(context, &revocation, &one.id)?;
        }
    }
    revocation.plan(credential, chosen, NAMED, ids.origin)
}

/// How many valid API tokens a service account has, in words; `None` where it has none, or this credential may not read
/// them.
fn valid_tokens(
    context: &Context,
    revocation: &Revocation<'_>,
    account: &str,
) -> CliResult<Option<String>> {
    let (client, org) = (&revocation.signed.client, &revocation.org);
    let account = ServiceAccountId::from(account);
    let tokens = match context.block_on(client.service_account_tokens(org, Some(&account)))? {
        Ok(tokens) => tokens,
        Err(error) if may_not_read(&error) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let is_valid = |token: &&ApiToken| {
        let status = token.status.as_ref().map(TokenStatus::as_str);
        !status.is_some_and(|status| status.eq_ignore_ascii_case("EXPIRED"))
    };
    let count = tokens.iter().filter(is_valid).count();
    Ok((count > 0).then(|| format!("{} valid", grouped(count as u64))))
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
        valid: None,
    }
}
