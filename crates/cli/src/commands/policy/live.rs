//! Policies as the server has them now. No API lists them or their members: the policy of every managed
//! account is asked for, which takes as long as a sync of the people.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::pin::pin;

use atlctl_api::{
    AccountId, ClaimStatus, Client, DirectoryUser, ErrorKind, OrgId, PeopleListGuard, PolicyId,
    UserFilter, UserSearch,
};
use atlctl_core::change::{is_policy_id, named_policy};
use atlctl_core::sync::PortalPerson;
use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::context::Context;
use crate::error::CliResult;

/// Accounts per request for policies.
const BATCH: usize = 100;

/// Takes an account and its policy.
type Each<'a> = &'a mut dyn FnMut(&DirectoryUser<'_>, &PolicyId) -> CliResult<ControlFlow<()>>;

/// Hands over every managed account whose policy Atlassian reports, with that policy; returns how many have none
/// reported.
///
/// # Errors
/// When a request fails, or `each` fails.
pub(super) fn walk(context: &Context, each: Each<'_>) -> CliResult<u64> {
    let org = context.org()?;
    let client = context.client()?;
    let search = UserSearch {
        filter: UserFilter {
            claim_status: Some(ClaimStatus::Managed),
            ..UserFilter::default()
        },
        ..UserSearch::default()
    };
    let filter = search.filter.clone();
    context.block_on(async {
        let mut unknown = 0;
        let mut guard = PeopleListGuard::new(&client, &org, &filter);
        let mut pages = client.users_search_pages(&org, search);
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) if error.kind == ErrorKind::OldUserManagement => {
                    return of_managed(&client, &org, each).await;
                }
                Err(error) => return Err(error.into()),
            };
            let mut users = page.users()?;
            users.retain(|user| guard.is_new(user.account_id.as_deref()));
            if batch(&client, &org, &users, each, &mut unknown)
                .await?
                .is_break()
            {
                break;
            }
            guard.end_page(&page).await?;
        }
        Ok(unknown)
    })?
}

/// The same for an organization on the original user management, of which the managed accounts are a list of their
/// own.
async fn of_managed(client: &Client, org: &OrgId, each: Each<'_>) -> CliResult<u64> {
    let mut unknown = 0;
    let accounts = client
        .managed_accounts(org)
        .map_ok(|account| PortalPerson::managed_alone(account, None));
    let mut batches = pin!(accounts.try_chunks(BATCH));
    while let Some(people) = batches.try_next().await.map_err(|error| error.1)? {
        let users: Vec<DirectoryUser<'_>> = people.iter().map(PortalPerson::user).collect();
        if batch(client, org, &users, each, &mut unknown)
            .await?
            .is_break()
        {
            break;
        }
    }
    Ok(unknown)
}

/// Asks for the policies of these people and hands them over.
async fn batch(
    client: &Client,
    org: &OrgId,
    users: &[DirectoryUser<'_>],
    each: Each<'_>,
    unknown: &mut u64,
) -> CliResult<ControlFlow<()>> {
    let accounts: Vec<AccountId> = users
        .iter()
        .filter_map(|user| user.account_id.as_deref())
        .map(|id| AccountId::from(id.to_owned()))
        .collect();
    if accounts.is_empty() {
        return Ok(ControlFlow::Continue(()));
    }
    let told: HashMap<AccountId, Option<PolicyId>> = client
        .policies_of(org, &accounts)
        .await?
        .into_iter()
        .filter_map(|told| Some((told.account_id?, told.policy_id)))
        .collect();
    for user in users {
        let account = user.account_id.as_deref().unwrap_or_default();
        match told.get(&AccountId::from(account.to_owned())) {
            Some(Some(policy)) => {
                if each(user, policy)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Some(None) => {}
            None => *unknown += 1,
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The policy with this ID, or with this name in the mirror. Atlassian has no names: for an unknown one it would
/// report an empty policy.
///
/// # Errors
/// When the name is unknown or ambiguous.
pub(super) fn find_policy(context: &Context, name: &str) -> CliResult<PolicyId> {
    match context.mirror_without_header() {
        Ok(mirror) => Ok(named_policy(&mirror, name)?),
        Err(_) if is_policy_id(name) => Ok(PolicyId::from(name.to_owned())),
        // Without a mirror there are no names.
        Err(error) => Err(error),
    }
}

/// Says for how many accounts Atlassian does not report the policy.
pub(super) fn report_unknown(context: &Context, unknown: u64) {
    if unknown > 0 {
        context.ui.caveat(format!(
            "Atlassian does not report the policy of {unknown} more managed accounts."
        ));
    }
}
