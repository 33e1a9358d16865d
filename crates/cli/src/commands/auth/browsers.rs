//! `atlctl auth browsers`.

use atlctl_signin::browser::{Places, find};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Table};

/// List browser profiles with sessions you can borrow
///
/// Reads profile names and paths, but no cookies. To borrow a session:
/// atlctl auth login --from-browser NAME
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth browsers")]
pub struct Browsers {}

/// Runs `atlctl auth browsers`.
///
/// # Errors
/// When there is no home directory, or stdout cannot be written.
pub fn run(context: &Context, _args: &Browsers) -> CliResult {
    let places = Places::from_env()
        .ok_or_else(|| CliError::failed("no home directory to search").hint("set HOME"))?;
    let mut table = Table::new(
        "browser profiles",
        vec![
            Column::key("browser", "Browser"),
            Column::text("profile", "Profile"),
            Column::text("usual", "Usual"),
            Column::text("aliases", "Other names").on_request(),
            Column::id("directory", "Directory"),
        ],
    );
    for found in find(&places) {
        table.push(vec![
            Cell::text(found.browser.as_str()),
            Cell::text(found.name),
            Cell::Bool(found.usual),
            Cell::List(found.aliases),
            Cell::text(found.directory.to_string_lossy()),
        ]);
    }
    context.print(table)?;
    Ok(Exit::Done)
}
