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
/// What the verb says.
pub fn run(context: &Context, command: &Config) -> CliResult {
    match command {
        Config::Show(args) => super::show::run(context, args),
    }
}
