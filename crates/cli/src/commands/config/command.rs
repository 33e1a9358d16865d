//! The verbs of `config`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Show settings and their sources
#[derive(Debug, Subcommand)]
pub enum Config {
    Show(super::show::Show),
}

/// Runs a verb of `config`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: &Config) -> CliResult {
    match command {
        Config::Show(args) => super::show::run(context, args),
    }
}
