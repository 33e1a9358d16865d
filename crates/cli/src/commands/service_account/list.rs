//! `atlctl service-account list`.

use std::collections::HashMap;

use atlctl_api::{Client, OrgId, ServiceAccount, ServiceAccountId};
use atlctl_core::query::{self, CredentialQuery};
use atlctl_core::sync::Stage;
use clap::Args;
use futures_util::{TryStreamExt as _, stream};

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column};
use crate::ui::display;

/// Service accounts in one request for the number of their tokens.
const COUNTED: usize = 100;

/// List service accounts
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live: the service accounts, and the number of their API
/// tokens.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl service-account list
  atlctl service-account list -o json")]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl service-account list`.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &List) -> CliResult {
    let listing = Listing::new(
        context,
        "service accounts",
        args.which.marking_gone(columns()),
    );
    if !context.global.live
        && let Some(mirror) = context.mirror_of(Stage::ServiceAccounts)?
    {
        let query = args.which.credentials(CredentialQuery::default());
        listing.print_credentials(context, &mirror, query::List::ServiceAccounts, query)?;
        return Ok(Exit::Done);
    }
    args.which.must_be_live()?;
    context.say_live("service accounts");
    let org = context.org()?;
    let client = context.client()?;
    let accounts: Vec<ServiceAccount> =
        context.block_on(client.service_accounts(&org).try_collect())??;
    let counts = if listing.names.iter().any(|name| name == "tokens") {
        context.block_on(counts(context, &client, &org, &accounts))?
    } else {
        HashMap::new()
    };
    let accounts = stream::iter(accounts.into_iter().map(Ok));
    listing.print_live(context, accounts, |account, name| match name {
        "tokens" => counts
            .get(&account.id)
            .map_or(Cell::Unknown, |count| Cell::count(*count)),
        _ => cell(account, name),
    })?;
    Ok(Exit::Done)
}

/// The number of API tokens of each. Unknown where Atlassian does not say.
async fn counts(
    context: &Context,
    client: &Client,
    org: &OrgId,
    accounts: &[ServiceAccount],
) -> HashMap<ServiceAccountId, u64> {
    let ids: Vec<ServiceAccountId> = accounts.iter().map(|one| one.id.clone()).collect();
    let mut all = HashMap::new();
    for some in ids.chunks(COUNTED) {
        match client.service_account_token_counts(org, some).await {
            Ok(counts) => all.extend(counts.counts),
            Err(error) => {
                context.ui.warning(format!(
                    "the number of API tokens is unknown: {}",
                    display(&error.to_string())
                ));
                break;
            }
        }
    }
    all
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::id("id", "ID"),
        Column::key("name", "Name"),
        Column::number("tokens", "API tokens"),
        Column::text("status", "Status"),
        Column::text("email", "Email"),
        Column::text("description", "Description"),
        Column::text("account_id", "Account").on_request(),
    ]
}

fn cell(account: &ServiceAccount, name: &str) -> Cell {
    match name {
        "id" => Cell::text(account.id.as_str()),
        "name" => Cell::maybe(account.display_name.clone()),
        "email" => Cell::maybe(account.email.clone()),
        "status" => Cell::maybe(account.status.clone()),
        "description" => Cell::maybe(account.description.clone()),
        "account_id" => Cell::maybe(
            account
                .account_id
                .as_ref()
                .map(atlctl_api::AccountId::as_str),
        ),
        _ => Cell::Unknown,
    }
}
