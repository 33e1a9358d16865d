//! `atlctl group list`.

use atlctl_api::Group;
use atlctl_core::query;
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column};

/// List groups with their member counts
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group list
  atlctl group list --search admins
  atlctl group list --sort -members --limit 10")]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl group list`.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    let listing = Listing::new(context, "groups", args.which.marking_gone(columns()));
    if context.global.live {
        args.which.must_be_live()?;
        let org = context.org()?;
        let client = context.client()?;
        listing.print_live(context, super::portal::all(&client, &org), cell)?;
    } else {
        listing.print_list(context, query::List::Groups, &args.which)?;
    }
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::key("name", "Name"),
        Column::number("members", "Members"),
        Column::text("managed_by", "Managed by"),
        Column::text("modifiable", "Modifiable"),
        Column::text("description", "Description"),
        Column::number("users", "Members (Atlassian)").on_request(),
        Column::number("resources", "Resources").on_request(),
        Column::text("external_synced", "Synced from directory").on_request(),
        Column::text("directory_id", "Directory").on_request(),
        Column::text("gone", "Gone").on_request(),
        Column::id("id", "ID").on_request(),
    ]
}

pub(super) fn cell(group: &Group, name: &str) -> Cell {
    match name {
        "id" => Cell::text(group.id.as_str()),
        "name" => Cell::maybe(group.name.clone()),
        "description" => Cell::maybe(group.description.clone()),
        "managed_by" => Cell::maybe(group.managed_by.clone()),
        "external_synced" => Cell::truth(group.external_synced),
        "modifiable" => Cell::truth(group.management_access.and_then(|access| access.modifiable)),
        // The server counts; whom it counts only the mirror knows.
        "members" | "users" => group
            .counts
            .and_then(|counts| counts.users)
            .map_or(Cell::Unknown, Cell::count),
        "resources" => group
            .counts
            .and_then(|counts| counts.resources)
            .map_or(Cell::Unknown, Cell::count),
        "directory_id" => Cell::maybe(group.directory_id.as_ref().map(ToString::to_string)),
        "gone" => Cell::Bool(false),
        _ => Cell::Unknown,
    }
}
