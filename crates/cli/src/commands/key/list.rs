//! `atlctl key list`.

use atlctl_api::{ApiKey, ApiKeyFilter};
use atlctl_core::query::{self, CredentialQuery};
use atlctl_core::sync::Stage;
use clap::Args;

use crate::context::Context;
use crate::duration::{days, days_or_more};
use crate::error::{CliError, CliResult, Exit};
use crate::listing::{Listing, Which, showing};
use crate::output::{Cell, Column};

/// List the organization's API keys
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live; never the keys themselves. A key expires after a year at
/// most.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl key list
  atlctl key list --expiring 30d
  atlctl key list --unused 90d --sort expires
  atlctl key list -o json")]
pub struct List {
    /// Only keys that have not been used for this long, such as 180d or 12w. Includes keys that have never been used, if
    /// they were created before that
    #[arg(long, alias = "unused-for", value_name = "TIME", value_parser = days_or_more, help_heading = "Filters")]
    unused: Option<u32>,
    /// Only keys that expire within this time, such as 30d, and keys that have expired
    #[arg(long, alias = "expires-within", value_name = "TIME", value_parser = days, help_heading = "Filters")]
    expiring: Option<u32>,
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl key list`.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &List) -> CliResult {
    let unused = args.unused.map(|_| "last_used");
    let filtered = unused.into_iter().chain(args.expiring.map(|_| "expires"));
    let listing = Listing::new(
        context,
        "keys",
        showing(args.which.marking_gone(columns()), filtered),
    );
    if !context.global.live
        && let Some(mirror) = context.mirror_of(Stage::Keys)?
    {
        let query = args.which.credentials(CredentialQuery {
            unused_days: args.unused,
            expiring_days: args.expiring,
            ..CredentialQuery::default()
        });
        listing.print_credentials(context, &mirror, query::List::Keys, query)?;
        return Ok(Exit::Done);
    }
    args.which.must_be_live()?;
    if args.unused.is_some() || args.expiring.is_some() {
        return Err(CliError::usage("--unused and --expiring read the mirror")
            .hint("first: atlctl sync --only keys"));
    }
    context.say_live("API keys");
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
        Column::key("created_by", "Created by"),
        Column::time("last_used", "Last used"),
        Column::companion("last_used_known", "Last used known"),
        Column::time("expires", "Expires").goes_late(),
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
        "last_used_known" => Cell::Bool(cell(key, "last_used") != Cell::Unknown),
        "scopes" => Cell::List(key.scopes.clone()),
        _ => Cell::Unknown,
    }
}
