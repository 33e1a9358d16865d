//! People of an organization on the original user management, as the portal has them now. The newer calls refuse
//! such an organization (`ADMIN-400-4`); `sync` reads it in the same way.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::pin::pin;

use atlctl_api::{
    Client, DirectoryUser, Error, ErrorKind, ManagedAccount, OrgId, PortalUser, UserFilter,
    UserStatus,
};
use atlctl_core::number::{capital, people};
use atlctl_core::sync::PortalPerson;
use futures_util::{Stream, TryStreamExt as _};

use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

type Managed = HashMap<Box<str>, ManagedAccount>;

/// Hands over the people that a filter finds, as they come: the portal's list, and after it the managed
/// accounts that are not in it. The portal knows no filters, so they are applied here.
///
/// # Errors
/// When a request fails, or `person` fails.
pub(super) async fn each(
    context: &Context,
    client: &Client,
    org: &OrgId,
    filter: &UserFilter,
    person: &mut dyn FnMut(&DirectoryUser<'_>) -> CliResult<ControlFlow<()>>,
) -> CliResult<()> {
    let managed = match managed(client, org).await {
        Ok(managed) => Some(managed),
        Err(error) if cannot_be_read(&error) => {
            warn(
                context,
                "which accounts are managed could not be read",
                &error,
            );
            None
        }
        Err(error) => return Err(error.into()),
    };
    let others = UserFilter {
        status: Vec::new(),
        ..filter.clone()
    };
    let left_out = Cell::new(0_u64);
    let mut seen = HashSet::new();
    let mut hand_over = |found: &PortalPerson| {
        let user = found.user();
        let account = user.account_id.as_deref();
        let again = account.is_some_and(|account| !seen.insert(account.to_owned()));
        if again || !matches(&others, &user) {
            return Ok(ControlFlow::Continue(()));
        }
        match has_status(filter, &user) {
            Some(true) => person(&user),
            Some(false) => Ok(ControlFlow::Continue(())),
            None => {
                left_out.set(left_out.get() + 1);
                Ok(ControlFlow::Continue(()))
            }
        }
    };
    read(context, client, org, filter, managed, &mut hand_over).await?;
    if left_out.get() > 0 {
        context.ui.caveat(format!(
            "{} left out: the portal does not tell their status in a word that atlctl knows.",
            capital(&people(left_out.get()))
        ));
    }
    Ok(())
}

/// Reads the lists that the filter needs.
async fn read(
    context: &Context,
    client: &Client,
    org: &OrgId,
    filter: &UserFilter,
    mut managed: Option<Managed>,
    mut hand_over: &mut dyn FnMut(&PortalPerson) -> CliResult<ControlFlow<()>>,
) -> CliResult<()> {
    if !filter.group_ids.is_empty() {
        for group in &filter.group_ids {
            let members = client.org_group_members(org, group);
            if listed(members, &mut managed, &mut hand_over)
                .await??
                .is_break()
            {
                break;
            }
        }
        return Ok(());
    }
    match listed(client.org_users(org), &mut managed, &mut hand_over).await {
        Ok(done) => {
            if done?.is_break() {
                return Ok(());
            }
        }
        Err(error) if error.kind == ErrorKind::NoCredential && managed.is_some() => {
            warn(context, "only managed accounts are listed", &error);
        }
        Err(error) => return Err(error.into()),
    }
    for account in managed.unwrap_or_default().into_values() {
        if hand_over(&PortalPerson::managed_alone(account, None))?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads a list of the portal.
async fn listed(
    list: impl Stream<Item = Result<PortalUser, Error>>,
    managed: &mut Option<Managed>,
    hand_over: &mut dyn FnMut(&PortalPerson) -> CliResult<ControlFlow<()>>,
) -> Result<CliResult<ControlFlow<()>>, Error> {
    let mut list = pin!(list);
    while let Some(user) = list.try_next().await? {
        match hand_over(&PortalPerson::listed(user, managed.as_mut(), None)) {
            Ok(ControlFlow::Continue(())) => {}
            done => return Ok(done),
        }
    }
    Ok(Ok(ControlFlow::Continue(())))
}

async fn managed(client: &Client, org: &OrgId) -> Result<Managed, Error> {
    let mut list = pin!(client.managed_accounts(org));
    let mut managed = Managed::new();
    while let Some(account) = list.try_next().await? {
        managed.insert(account.account_id.as_str().into(), account);
    }
    Ok(managed)
}

/// Whether this credential cannot read a list that another one may.
fn cannot_be_read(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::PaymentRequired
            | ErrorKind::NoCredential
    )
}

fn warn(context: &Context, what: &str, error: &Error) {
    let reason = display(&error.to_string());
    context.ui.warning(format!("{what}: {reason}"));
}

/// Whether a person has one of the statuses that are asked for; `None` where the portal does not tell it, or in a word of
/// its own.
fn has_status(filter: &UserFilter, user: &DirectoryUser<'_>) -> Option<bool> {
    if filter.status.is_empty() {
        return Some(true);
    }
    let status = user.status.as_ref()?;
    let known = UserStatus::KNOWN.contains(&status.as_str());
    match filter.status.contains(status) {
        true => Some(true),
        false => known.then_some(false),
    }
}

/// Whether a person matches the filter but for the status, as in the newer search. Other unknown values match no filter.
fn matches(filter: &UserFilter, user: &DirectoryUser<'_>) -> bool {
    let account = user.account_id.as_deref().unwrap_or_default();
    let email = user.email.as_deref().unwrap_or_default().to_lowercase();
    let name = user.name.as_deref().unwrap_or_default().to_lowercase();
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let begins = |term: &String| {
        let term = term.trim().to_lowercase();
        email.starts_with(&term)
            || name.starts_with(&term)
            || name.split_whitespace().any(|word| word.starts_with(&term))
    };
    let any =
        |list: &[String], is: &dyn Fn(&String) -> bool| list.is_empty() || list.iter().any(is);
    (filter.account_ids.is_empty() || filter.account_ids.iter().any(|id| id.as_str() == account))
        && any(&filter.emails, &|wanted| wanted.to_lowercase() == email)
        && any(&filter.email_domains, &|wanted| {
            wanted.to_lowercase() == domain
        })
        && (filter.claim_status.is_none() || filter.claim_status == user.claim_status)
        && filter.search_term.as_ref().is_none_or(begins)
}
