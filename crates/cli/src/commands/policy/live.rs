//! Policies as the server has them now. No API lists them or their members: the policy of every managed
//! account is asked for, which takes as long as a sync of the people.

use std::collections::HashMap;
use std::ops::ControlFlow;

use atlctl_api::{AccountId, ClaimStatus, DirectoryUser, PolicyId, UserFilter, UserSearch};
use atlctl_core::plan::{is_policy_id, named_policy};
use futures_util::TryStreamExt as _;

use crate::context::Context;
use crate::error::CliResult;

/// Hands over every managed account whose policy the server tells, with that policy; how many it does not
/// tell.
///
/// # Errors
/// When the server cannot be asked, and what `each` says.
pub(super) fn walk(
    context: &Context,
    each: &mut dyn FnMut(&DirectoryUser<'_>, &PolicyId) -> CliResult<ControlFlow<()>>,
) -> CliResult<u64> {
    let org = context.org()?;
    let client = context.client()?;
    let search = UserSearch {
        filter: UserFilter {
            claim_status: Some(ClaimStatus::Managed),
            ..UserFilter::default()
        },
        ..UserSearch::default()
    };
    context.block_on(async {
        let mut untold = 0;
        let mut pages = std::pin::pin!(client.users_search_pages(&org, search));
        while let Some(page) = pages.try_next().await? {
            let users = page.users()?;
            let accounts: Vec<AccountId> = users
                .iter()
                .filter_map(|user| user.account_id.as_deref())
                .map(|id| AccountId::from(id.to_owned()))
                .collect();
            if accounts.is_empty() {
                continue;
            }
            let told: HashMap<AccountId, Option<PolicyId>> = client
                .policies_of(&org, &accounts)
                .await?
                .into_iter()
                .filter_map(|told| Some((told.account_id?, told.policy_id)))
                .collect();
            for user in &users {
                let account = user.account_id.as_deref().unwrap_or_default();
                match told.get(&AccountId::from(account.to_owned())) {
                    Some(Some(policy)) => {
                        if each(user, policy)?.is_break() {
                            return Ok(untold);
                        }
                    }
                    Some(None) => {}
                    None => untold += 1,
                }
            }
        }
        Ok(untold)
    })?
}

/// The policy of this id, or of this name as this machine knows it. The server knows no names: of one that nobody
/// knows it would tell that nobody is in it.
///
/// # Errors
/// When the name is not known, or stands for several.
pub(super) fn meant(context: &Context, name: &str) -> CliResult<PolicyId> {
    match context.mirror_quietly() {
        Ok(mirror) => Ok(named_policy(&mirror, name)?),
        Err(_) if is_policy_id(name) => Ok(PolicyId::from(name.to_owned())),
        // Without a mirror there are no names.
        Err(error) => Err(error),
    }
}

/// Says of how many accounts the server does not tell the policy.
pub(super) fn say_untold(context: &Context, untold: u64) {
    if untold > 0 {
        context.ui.status(format!(
            "Of {untold} more managed accounts the server does not tell the policy."
        ));
    }
}
