//! The verbs of `domain`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List domains
#[derive(Debug, Subcommand)]
pub enum Domain {
    List(super::list::List),
}

/// Runs a verb of `domain`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Domain) -> CliResult {
    match command {
        Domain::List(args) => super::list::run(context, &args),
    }
}
