//! The verbs of `workspace`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List apps and their sites
#[derive(Debug, Subcommand)]
pub enum Workspace {
    List(super::list::List),
}

/// Runs a verb of `workspace`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Workspace) -> CliResult {
    match command {
        Workspace::List(args) => super::list::run(context, &args),
    }
}
