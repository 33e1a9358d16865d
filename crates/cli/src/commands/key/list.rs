//! `atlctl key list`.

use atlctl_api::{ApiKey, ApiKeyFilter};
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;
use crate::output::{Cell, Column};

/// List the organization's API keys
///
/// Asks Atlassian; never the keys themselves. A key lives for a year at most.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl key list
  atlctl key list --sort expires
  atlctl key list -o json")]
pub struct List {}

/// Runs `atlctl key list`.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn run(context: &Context, _: &List) -> CliResult {
    let listing = Listing::new(context, "keys", columns());
    let org = context.org()?;
    let client = context.client()?;
    let keys = client.api_keys(&org, &ApiKeyFilter::default());
    listing.print_live(context, keys, cell)?;
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::id("id", "ID"),
        Column::key("label", "Label"),
        Column::text("created_by", "Created by"),
        Column::time("last_used", "Last used"),
        Column::time("expires", "Expires"),
        Column::time("created", "Created"),
        Column::text("scopes", "Scopes").on_request(),
    ]
}

fn cell(key: &ApiKey, name: &str) -> Cell {
    match name {
        "id" => Cell::text(key.id.as_str()),
        "label" => Cell::maybe(key.label.clone()),
        "created_by" => Cell::maybe(
            key.created_by
                .as_ref()
                .and_then(|user| user.email.clone().or_else(|| user.name.clone())),
        ),
        "created" => Cell::moment(key.created_at.as_deref()),
        "expires" => Cell::moment(key.expires_at.as_deref()),
        "last_used" => match key.last_active_at.as_deref() {
            None => Cell::Never,
            text => Cell::moment(text),
        },
        "scopes" => Cell::List(key.scopes.clone()),
        _ => Cell::Unknown,
    }
}
