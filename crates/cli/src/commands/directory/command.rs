//! The verbs of `directory`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List the organization's directories
#[derive(Debug, Subcommand)]
pub enum Directory {
    List(super::list::List),
}

/// Runs a verb of `directory`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Directory) -> CliResult {
    match command {
        Directory::List(args) => super::list::run(context, &args),
    }
}
