//! `atlctl directory list`.

use std::future::ready;

use atlctl_api::{Directory, Error, ErrorKind};
use atlctl_core::query;
use clap::Args;
use futures_util::StreamExt as _;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column};

/// List directories
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl directory list")]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl directory list`.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    let listing = Listing::new(context, "directories", columns());
    if context.global.live {
        args.which.must_be_live()?;
        let org = context.org()?;
        let client = context.client()?;
        // An organization on not available on the old user management.
        let old = |item: &Result<Directory, Error>| matches!(item, Err(error) if error.kind == ErrorKind::OldUserManagement);
        let directories = client
            .directories(&org)
            .take_while(|item| ready(!old(item)));
        listing.print_live(context, directories, cell)?;
    } else {
        listing.print_list(context, query::List::Directories, &args.which)?;
    }
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![Column::id("id", "ID"), Column::key("name", "Name")]
}

fn cell(directory: &Directory, name: &str) -> Cell {
    match name {
        "id" => Cell::text(directory.id.as_str()),
        "name" => Cell::maybe(directory.name.clone()),
        _ => Cell::Unknown,
    }
}
