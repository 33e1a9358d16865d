//! `atlctl service-account clients`.

use atlctl_api::{OAuthClient, OAuthClientStatus};
use atlctl_core::query::{self, CredentialQuery};
use atlctl_core::sync::Stage;
use clap::Args;
use futures_util::{TryStreamExt as _, future::ready};
use jiff::Timestamp;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;
use crate::output::{Cell, Column};

/// List OAuth clients of service accounts
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live; never the clients' secrets. Revoked clients are left
/// out.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl service-account clients
  atlctl service-account clients --all -o csv")]
pub struct Clients {
    /// Include revoked clients
    #[arg(long)]
    all: bool,
}

/// Runs `atlctl service-account clients`.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &Clients) -> CliResult {
    let listing = Listing::new(context, "clients", columns());
    if !context.global.live
        && let Some(mirror) = context.mirror_of(Stage::OAuthClients)?
    {
        let valid = (!args.all).then(|| "status IS NOT 'revoked'".to_owned());
        let query = CredentialQuery {
            conditions: valid.into_iter().collect(),
            ..CredentialQuery::default()
        };
        listing.print_credentials(context, &mirror, query::List::OAuthClients, query)?;
        return Ok(Exit::Done);
    }
    context.say_live("OAuth clients");
    let org = context.org()?;
    let client = context.client()?;
    let shown = |one: &OAuthClient| args.all || one.status != Some(OAuthClientStatus::Revoked);
    let clients = client
        .oauth_clients(&org)
        .try_filter(|one| ready(shown(one)));
    listing.print_live(context, clients, cell)?;
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::id("id", "ID"),
        Column::key("name", "Name"),
        Column::text("status", "Status"),
        Column::time("created", "Created"),
        Column::time("updated", "Updated"),
    ]
}

fn cell(client: &OAuthClient, name: &str) -> Cell {
    let time = |ms: Option<i64>| {
        let time = ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        time.map_or(Cell::Unknown, Cell::Time)
    };
    match name {
        "id" => Cell::text(client.client_id.as_str()),
        "name" => Cell::maybe(client.name.clone()),
        "status" => Cell::maybe(
            client
                .status
                .as_ref()
                .map(|status| status.as_str().to_lowercase()),
        ),
        "created" => time(client.created_at_ms),
        "updated" => time(client.updated_at_ms),
        _ => Cell::Unknown,
    }
}
