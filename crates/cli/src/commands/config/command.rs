//! The verbs of `config`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Show and change settings
#[derive(Debug, Subcommand)]
pub enum Config {
    Show(super::show::Show),
    Set(super::set::Set),
    Unset(super::unset::Unset),
}

/// Runs a verb of `config`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: &Config) -> CliResult {
    match command {
        Config::Show(args) => super::show::run(context, args),
        Config::Set(args) => super::set::run(context, args),
        Config::Unset(args) => super::unset::run(context, args),
    }
}
