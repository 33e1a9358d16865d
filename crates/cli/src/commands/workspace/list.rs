//! `atlctl workspace list`.

use atlctl_api::Workspace;
use atlctl_core::query;
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column};

/// List apps with their seats
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl workspace list
  atlctl workspace list -o json")]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl workspace list`.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    let listing = Listing::new(context, "apps", args.which.marking_gone(columns()));
    if context.global.live {
        args.which.must_be_live()?;
        let org = context.org()?;
        let client = context.client()?;
        listing.print_live(context, client.workspaces(&org), cell)?;
    } else {
        listing.print_list(context, query::List::Workspaces, &args.which)?;
    }
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::key("name", "Name"),
        Column::text("product", "Product"),
        Column::text("host_url", "URL").without_scheme(),
        Column::text("status", "Status"),
        Column::text("sandbox", "Sandbox"),
        Column::number("usage", "In use"),
        Column::number("capacity", "Seats"),
        Column::text("product_key", "Key").on_request(),
        Column::id("id", "ID").on_request(),
    ]
}

fn cell(workspace: &Workspace, name: &str) -> Cell {
    match name {
        "id" => Cell::text(workspace.id.as_str()),
        "name" => Cell::maybe(workspace.name.clone()),
        "product" => Cell::maybe(workspace.product.clone()),
        "product_key" => Cell::maybe(workspace.product_key.clone()),
        "host_url" => Cell::maybe(workspace.host_url.clone()),
        "status" => Cell::maybe(workspace.status.as_ref().map(ToString::to_string)),
        "sandbox" => Cell::truth(workspace.sandbox),
        "capacity" => workspace.capacity.map_or(Cell::Unknown, Cell::Int),
        "usage" => workspace.usage.map_or(Cell::Unknown, Cell::Int),
        _ => Cell::Unknown,
    }
}
