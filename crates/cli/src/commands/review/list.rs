//! `atlctl review list`.

use std::path::{Path, PathBuf};

use atlctl_core::review::{Folder, ScopeEntry, Started, found_below};
use clap::Args;
use jiff::tz::TimeZone;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Object, Table};

/// List access reviews in a folder
///
/// Reads the manifests of the reviews in DIR, without checking their files: `review verify` does that.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl review list
  atlctl review list /srv/reviews -o json")]
pub struct List {
    /// Where the folders of reviews are
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Lists the reviews.
///
/// # Errors
/// When the folder cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    let mut table = Table::new(
        "access reviews",
        vec![
            Column::id("folder", "Folder"),
            Column::text("review", "Review"),
            Column::text("org", "Organization"),
            Column::text("scope", "Scope"),
            Column::text("due", "Due"),
            Column::text("state", "State"),
            Column::number("rows", "Rows"),
            Column::number("undecided", "Undecided"),
            Column::text("hash", "Hash").on_request(),
        ],
    );
    for dir in found_below(&args.dir)? {
        let folder = match Folder::open(&dir) {
            Ok(folder) => folder,
            Err(error) => {
                context.ui.warning(CliError::from(error).message());
                continue;
            }
        };
        let Some(started) = folder.manifest.started() else {
            continue;
        };
        table.push(row(context, &dir, &folder, started));
    }
    context.print(table)?;
    Ok(Exit::Done)
}

fn row(context: &Context, dir: &Path, folder: &Folder, started: &Started) -> Vec<Cell> {
    let manifest = &folder.manifest;
    let scopes = started.scopes.iter();
    let scopes: Vec<String> = scopes
        .map(|ScopeEntry { scope, .. }| scope.label())
        .collect();
    let today = TimeZone::UTC.to_datetime(context.now()).date();
    let rows: u64 = started.reviewers.iter().map(|one| one.rows).sum();
    let (state, undecided) = match (manifest.closed(), manifest.plans().next_back()) {
        (Some(closed), _) => ("closed", closed.undecided),
        (None, _) if started.due.is_some_and(|due| due < today) => (
            "overdue",
            manifest
                .plans()
                .next_back()
                .map_or(rows, |plan| plan.undecided),
        ),
        (None, Some(planned)) => ("planned", planned.undecided),
        (None, None) => ("open", rows),
    };
    let name = dir.to_string_lossy();
    vec![
        Cell::text(name.strip_prefix("./").unwrap_or(&name)),
        Cell::text(&started.id),
        Cell::Object(Object::named(&started.org, started.org_name.clone())),
        Cell::List(scopes),
        started
            .due
            .map_or(Cell::None, |due| Cell::text(due.to_string())),
        Cell::text(state),
        Cell::count(rows),
        Cell::count(undecided),
        Cell::text(manifest.hash()),
    ]
}
