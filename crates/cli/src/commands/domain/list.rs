//! `atlctl domain list`.

use atlctl_api::Domain;
use atlctl_core::query;
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column};

/// List domains and their verification status
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl domain list")]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl domain list`.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    let listing = Listing::new(context, "domains", args.which.marking_gone(columns()));
    if context.global.live {
        args.which.must_be_live()?;
        let org = context.org()?;
        let client = context.client()?;
        listing.print_live(context, client.domains(&org), cell)?;
    } else {
        listing.print_list(context, query::List::Domains, &args.which)?;
    }
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::id("id", "ID").on_request(),
        Column::key("name", "Domain"),
        Column::text("claim_status", "Status"),
        Column::text("claim_type", "Verified by"),
    ]
}

fn cell(domain: &Domain, name: &str) -> Cell {
    match name {
        "id" => Cell::text(domain.id.as_str()),
        "name" => Cell::maybe(domain.name.clone()),
        "claim_status" => Cell::maybe(domain.claim_status.as_ref().map(ToString::to_string)),
        "claim_type" => Cell::maybe(domain.claim_type.clone()),
        _ => Cell::Unknown,
    }
}
