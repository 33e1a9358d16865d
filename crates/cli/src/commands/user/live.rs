//! People as the server has them now.

use std::collections::HashMap;
use std::ops::ControlFlow;

use atlctl_api::{
    ClaimStatus, Client, DirectoryUser, ErrorKind, GroupId, OrgId, PeopleListGuard, PlatformRole,
    ProductAccess, UserFilter, UserSearch, UserStatus,
};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::sync::epoch;
use futures_util::StreamExt as _;
use jiff::Timestamp;

use super::portal;
use crate::commands::group;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::listing::Listing;
use crate::output::Cell;
use crate::people_filter::Filter;

/// Lists them, page by page as they come.
///
/// # Errors
/// When a flag cannot be answered by the server, or the server cannot be asked.
pub(super) fn list(context: &Context, filter: &Filter, listing: Listing) -> CliResult {
    let org = context.org()?;
    let client = context.client()?;
    let groups = context.block_on(async {
        let mut ids = Vec::new();
        for name in &filter.group {
            let found = group::find(&client, &org, name).await?;
            ids.extend(found.into_iter().map(|group| group.id));
        }
        Ok::<_, CliError>(ids)
    })??;
    let status = filter.status.iter().cloned().map(UserStatus::from);
    let domain = |domain: &String| domain.trim_start_matches('@').to_lowercase();
    let filter = UserFilter {
        status: status.collect(),
        email_domains: filter.domain.iter().map(domain).collect(),
        claim_status: match (filter.managed, filter.unmanaged) {
            (true, _) => Some(ClaimStatus::Managed),
            (_, true) => Some(ClaimStatus::Unmanaged),
            _ => None,
        },
        group_ids: groups,
        search_term: filter.search.clone(),
        ..UserFilter::default()
    };
    print(context, &client, &org, filter, listing)
}

/// Prints the people that a filter finds.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn print(
    context: &Context,
    client: &Client,
    org: &OrgId,
    filter: UserFilter,
    listing: Listing,
) -> CliResult {
    let (names, things) = (listing.names.clone(), listing.things);
    let mut printer = listing.live_printer(context)?;
    let asked = filter.clone();
    let (mut others, mut unproven) = (0_u64, 0_u64);
    let missing = context.block_on(each(context, client, org, filter, |user, source| {
        if contradicts(user, &asked) {
            others += 1;
            return Ok(ControlFlow::Continue(()));
        }
        // A service that ignores the filter lists everyone, and so may one that reports no groups.
        if !asked.group_ids.is_empty() && source == Source::Search && reports_no_group(user) {
            unproven += 1;
            return Ok(ControlFlow::Continue(()));
        }
        printer.row(names.iter().map(|name| cell(user, name)).collect())?;
        Ok(if printer.is_full() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    }))??;
    context.printed(printer, things)?;
    if others > 0 {
        context.ui.warning(format!(
            "left out {} that Atlassian returned although they do not match",
            people(others)
        ));
    }
    if let Some(missing) = &missing {
        context.ui.warning(format!(
            "Atlassian reports {} but listed {}: this list is incomplete",
            people(missing.counted),
            grouped(missing.listed)
        ));
        context
            .ui
            .hint("list them again; if that says the same: atlctl sync, then leave out --live");
    }
    if unproven > 0 {
        context.ui.warning(format!(
            "left out {} whose groups Atlassian did not report: whether they are members is unknown",
            people(unproven)
        ));
        context
            .ui
            .hint("leave out --live to use the mirror; if it is too old, first: atlctl sync");
        return Ok(Exit::Partly);
    }
    Ok(match missing {
        Some(_) => Exit::Partly,
        None => Exit::Done,
    })
}

/// A list of several pages with fewer people than Atlassian counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    counted: u64,
    listed: u64,
}

/// Where a person comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The search, which takes filters.
    Search,
    /// The portal's lists, each of which is one of everyone or of the members of a group.
    Portal,
}

/// Whether the service reports no group of a person. A person whom a search by group finds is in one.
fn reports_no_group(user: &DirectoryUser<'_>) -> bool {
    user.groups.as_ref().is_none_or(|groups| groups.is_empty())
}

/// Whether a person does not match the filters: Atlassian ignores some of them. What it
/// does not say contradicts nothing.
fn contradicts(user: &DirectoryUser<'_>, asked: &UserFilter) -> bool {
    let other = |told: Option<bool>| told == Some(false);
    let status = user.status.as_ref();
    let claim = user.claim_status.as_ref();
    let domain = user
        .email
        .as_deref()
        .and_then(|email| email.rsplit_once('@'));
    // A service that does not report groups may send an empty list.
    let groups = user.groups.as_ref().filter(|groups| !groups.is_empty());
    !asked.status.is_empty() && other(status.map(|status| asked.status.contains(status)))
        || asked.claim_status.is_some()
            && other(claim.map(|claim| Some(claim) == asked.claim_status.as_ref()))
        || !asked.email_domains.is_empty()
            && other(domain.map(|(_, domain)| asked.email_domains.contains(&domain.to_lowercase())))
        || !asked.group_ids.is_empty()
            && other(groups.map(|groups| {
                let ids = groups.iter().filter_map(|group| group.id.as_deref());
                let mut ids = ids.map(|id| GroupId::from(id.to_owned()));
                ids.any(|id| asked.group_ids.contains(&id))
            }))
}

/// Hands over the people that a filter finds, as they come; through the portal where the organization is on
/// the original user management. Entries without an account ID are nobody that a command could name, and in no mirror: they
/// are left out and counted. Says whether people are missing in it; of a list that is not read to its end, nothing.
///
/// # Errors
/// When a request fails, or `person` fails.
pub async fn each(
    context: &Context,
    client: &Client,
    org: &OrgId,
    filter: UserFilter,
    mut person: impl FnMut(&DirectoryUser<'_>, Source) -> CliResult<ControlFlow<()>>,
) -> CliResult<Option<Missing>> {
    let mut without = 0_u64;
    let named = |user: &DirectoryUser<'_>, source| {
        if user
            .account_id
            .as_deref()
            .is_none_or(|id| id.trim().is_empty())
        {
            without += 1;
            return Ok(ControlFlow::Continue(()));
        }
        person(user, source)
    };
    let done = all(context, client, org, filter, named).await;
    if without > 0 {
        context.ui.warning(format!(
            "{} without an account ID left out",
            counted(without, "entry", "entries")
        ));
    }
    done
}

async fn all(
    context: &Context,
    client: &Client,
    org: &OrgId,
    filter: UserFilter,
    mut person: impl FnMut(&DirectoryUser<'_>, Source) -> CliResult<ControlFlow<()>>,
) -> CliResult<Option<Missing>> {
    let search = UserSearch {
        filter: filter.clone(),
        ..UserSearch::default()
    };
    let mut guard = PeopleListGuard::new(client, org, &filter);
    let mut pages = client.users_search_pages(org, search);
    let (mut read, mut listed) = (0_u64, 0_u64);
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) if error.kind == ErrorKind::OldUserManagement => {
                let mut listed = |user: &DirectoryUser<'_>| person(user, Source::Portal);
                portal::each(context, client, org, &filter, &mut listed).await?;
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let users = page.users()?;
        read += 1;
        for user in &users {
            let account = user.account_id.as_deref();
            // A list that shifts while it is read prints each person once.
            if !guard.is_new(account) {
                continue;
            }
            listed += 1;
            if person(user, Source::Search)?.is_break() {
                return Ok(None);
            }
        }
        guard.end_page(&page).await?;
    }
    // Between two pages, a list may shift and leave somebody out.
    if read < 2 {
        return Ok(None);
    }
    let counted = client.users_count(org, &filter).await.ok();
    let missing = counted.filter(|counted| *counted > listed);
    Ok(missing.map(|counted| Missing { counted, listed }))
}

/// What policies are called, as far as this machine knows: no API gives their names.
pub fn policy_names(context: &Context) -> HashMap<String, String> {
    let policies = context
        .mirror_without_header()
        .and_then(|mirror| Ok(mirror.policies()?));
    let named = policies.unwrap_or_default().into_iter();
    named
        .filter_map(|policy| Some((policy.id.into_string(), policy.name?)))
        .collect()
}

/// A column of the view `user`, from what the server sent.
pub fn cell(user: &DirectoryUser<'_>, name: &str) -> Cell {
    let text = |text: &Option<std::borrow::Cow<'_, str>>| Cell::maybe(text.as_deref());
    match name {
        "email" => text(&user.email),
        "name" => text(&user.name),
        "nickname" => text(&user.nickname),
        "account_id" => text(&user.account_id),
        "status" => Cell::maybe(user.status.as_ref().map(ToString::to_string)),
        "account_type" => Cell::maybe(user.account_type.as_ref().map(ToString::to_string)),
        "account_status" => Cell::maybe(user.account_status.as_ref().map(ToString::to_string)),
        "membership_status" => {
            Cell::maybe(user.membership_status.as_ref().map(ToString::to_string))
        }
        "management_source" => {
            Cell::maybe(user.management_source.as_ref().map(ToString::to_string))
        }
        "managed" => match &user.claim_status {
            Some(ClaimStatus::Managed) => Cell::Bool(true),
            Some(ClaimStatus::Unmanaged) => Cell::Bool(false),
            _ => Cell::Unknown,
        },
        "email_verified" => Cell::truth(user.email_verified),
        "mfa_enabled" => Cell::truth(user.mfa_enabled),
        "org_admin" => Cell::truth(
            user.platform_roles
                .as_ref()
                .map(|roles| roles.contains(&PlatformRole::OrgAdmin)),
        ),
        "domain" => Cell::maybe(
            user.email
                .as_deref()
                .and_then(|email| email.rsplit_once('@'))
                .map(|(_, domain)| domain.to_lowercase()),
        ),
        "last_active" => match &user.product_access {
            Some(products) => newest(products),
            None => Cell::Unknown,
        },
        "activity_known" => Cell::Bool(
            user.product_access
                .as_ref()
                .is_some_and(|products| newest(products) != Cell::Unknown),
        ),
        "policy_known" => Cell::Bool(false),
        "groups_known" => Cell::Bool(user.groups.is_some()),
        "apps_known" => Cell::Bool(named_apps(user).is_some()),
        "roles_known" => Cell::Bool(user.platform_roles.is_some()),
        "added_to_org" => Cell::moment(user.added_to_org.as_deref()),
        "job_title" => text(&user.job_title),
        "department" => text(&user.department),
        "organization" => text(&user.organization),
        "location" => text(&user.location),
        "time_zone" => text(&user.time_zone),
        "resources" => user
            .counts
            .and_then(|counts| counts.resources)
            .map_or(Cell::Unknown, Cell::count),
        "gone" => Cell::Bool(false),
        // Policies come from another call; the mirror has them.
        _ => Cell::Unknown,
    }
}

/// A person's apps. The portal reports times of activity without their apps.
pub(super) fn named_apps<'u>(user: &'u DirectoryUser<'_>) -> Option<&'u [ProductAccess<'u>]> {
    let apps = user.product_access.as_deref()?;
    let nameless = |app: &ProductAccess<'_>| app.id.is_none() && app.key.is_none();
    (apps.is_empty() || !apps.iter().all(nameless)).then_some(apps)
}

fn newest(products: &[ProductAccess<'_>]) -> Cell {
    let told = products
        .iter()
        .filter_map(|product| product.last_active_timestamp.as_deref())
        .filter(|text| !text.trim().is_empty());
    let mut newest = None;
    for text in told {
        match epoch(text) {
            Some(time) => newest = newest.max(Some(time)),
            // An unreadable value is not "never".
            None => return Cell::Unknown,
        }
    }
    match newest.map(Timestamp::from_second) {
        None => Cell::Never,
        Some(Ok(time)) => Cell::Time(time),
        Some(Err(_)) => Cell::Unknown,
    }
}
