//! People as the server has them now.

use atlctl_api::{
    ClaimStatus, DirectoryUser, PlatformRole, ProductAccess, UserFilter, UserSearch, UserStatus,
};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use super::filter::Filter;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;
use crate::output::Cell;

/// Lists them, page by page as they come.
///
/// # Errors
/// When a flag cannot be answered by the server, or the server cannot be asked.
pub(super) fn list(context: &Context, filter: &Filter, listing: Listing) -> CliResult {
    filter.must_be_live()?;
    let org = context.org()?;
    let client = context.client()?;
    let search = UserSearch {
        filter: UserFilter {
            status: filter
                .status
                .iter()
                .cloned()
                .map(UserStatus::from)
                .collect(),
            email_domains: filter.domain.clone(),
            claim_status: match (filter.managed, filter.unmanaged) {
                (true, _) => Some(ClaimStatus::Managed),
                (_, true) => Some(ClaimStatus::Unmanaged),
                _ => None,
            },
            search_term: filter.search.clone(),
            ..UserFilter::default()
        },
        ..UserSearch::default()
    };
    let names = listing.names.clone();
    let mut printer = listing.live_printer(context)?;
    context.block_on(async {
        let mut pages = std::pin::pin!(client.users_search_pages(&org, search));
        while let Some(page) = pages.try_next().await? {
            for user in page.users()? {
                let row = names.iter().map(|name| cell(&user, name)).collect();
                printer.row(row)?;
                if printer.is_full() {
                    return Ok(());
                }
            }
        }
        Ok::<(), crate::error::CliError>(())
    })??;
    context.printed(printer, "people")?;
    Ok(Exit::Done)
}

/// A column of the view `user`, from what the server sent.
pub(super) fn cell(user: &DirectoryUser<'_>, name: &str) -> Cell {
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
        "added_to_org" => text(&user.added_to_org),
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

fn newest(products: &[ProductAccess<'_>]) -> Cell {
    products
        .iter()
        .filter_map(|product| {
            product
                .last_active_timestamp
                .as_deref()?
                .parse::<Timestamp>()
                .ok()
        })
        .max()
        .map_or(Cell::Never, Cell::Time)
}
