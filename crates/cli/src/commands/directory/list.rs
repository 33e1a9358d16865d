//! `atlctl directory list`.

use std::cell::Cell as Flag;

use atlctl_api::{Directory, ErrorKind};
use atlctl_core::query;
use atlctl_core::store::StoreError;
use atlctl_core::sync::Stage;
use clap::Args;
use futures_util::TryStreamExt as _;

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
    let listing = Listing::new(context, "directories", args.which.marking_gone(columns()));
    if context.global.live {
        args.which.must_be_live()?;
        let org = context.org()?;
        let client = context.client()?;
        let is_old = Flag::new(false);
        let directories = client.directories(&org).inspect_err(|error| {
            is_old.set(error.kind == ErrorKind::OldUserManagement);
        });
        let printed = listing.print_live(context, directories, cell);
        printed.map_err(|error| {
            if is_old.get() {
                let part = Stage::Directories.as_str();
                StoreError::NotAvailable { part }.into()
            } else {
                error
            }
        })?;
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
