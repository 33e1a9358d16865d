//! `atlctl import list`.

use atlctl_core::query;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::listing::Listing;
use crate::output::Column;

/// List imported files
///
/// The newest file comes first.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl import list
  atlctl import list -o json")]
pub struct List {}

/// Runs `atlctl import list`.
///
/// # Errors
/// When the mirror cannot be read.
pub fn run(context: &Context, _: &List) -> CliResult {
    if context.global.live {
        return Err(CliError::usage(
            "import list reads the mirror and cannot be used with --live",
        ));
    }
    let mirror = context.mirror_without_header()?;
    let listing = Listing::new(context, "imports", columns());
    let query = query::ListQuery {
        order: listing.order.clone(),
        limit: listing.limit,
        ..query::ListQuery::default()
    };
    listing.print(context, |listing, row| {
        query.run(&mirror, query::List::Imports, &listing.names, row)
    })?;
    Ok(Exit::Done)
}

fn columns() -> Vec<Column> {
    vec![
        Column::id("import", "Import"),
        Column::text("kind", "Kind"),
        Column::key("file", "File"),
        Column::time("as_of", "As of"),
        Column::time("imported_at", "Imported"),
        Column::number("people", "People"),
        Column::number("problems", "Problems"),
        Column::text("as_of_from", "As of from").on_request(),
        Column::text("policy", "Policy").on_request(),
        Column::number("rows", "Rows").on_request(),
        Column::text("newest", "Newest").on_request(),
        Column::text("sha256", "SHA-256").on_request(),
    ]
}
