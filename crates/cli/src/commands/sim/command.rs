//! The verbs of `sim`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Serve a simulated organization
#[derive(Debug, Subcommand)]
pub enum Sim {
    Serve(super::serve::Serve),
}

/// Runs a verb of `sim`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Sim) -> CliResult {
    match command {
        Sim::Serve(args) => super::serve::run(context, &args),
    }
}
