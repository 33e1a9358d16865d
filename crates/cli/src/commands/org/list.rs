//! `atlctl org list`.

use atlctl_api::Org;
use atlctl_core::query;
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column};

/// List organizations
///
/// Lists the mirrored organization, or with --live every organization that the credential can access.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl org list
  atlctl org list --live")]
pub struct List {}

/// Runs `atlctl org list`.
///
/// # Errors
/// When the mirror or the server cannot be read.
pub fn run(context: &Context, _args: &List) -> CliResult {
    let listing = Listing::new(context, "organizations", columns());
    if context.global.live {
        let client = context.client()?;
        listing.print_live(context, client.orgs(), cell)?;
    } else {
        listing.print_list(context, query::List::Orgs, &Which::default())?;
    }
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![Column::text("name", "Name"), Column::id("id", "ID")]
}

fn cell(org: &Org, name: &str) -> Cell {
    match name {
        "id" => Cell::text(org.id.as_str()),
        "name" => Cell::maybe(org.name.clone()),
        _ => Cell::Unknown,
    }
}
