//! The verbs of `org`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List and inspect organizations
#[derive(Debug, Subcommand)]
pub enum Org {
    List(super::list::List),
    Show(super::show::Show),
}

/// Runs a verb of `org`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Org) -> CliResult {
    match command {
        Org::List(args) => super::list::run(context, &args),
        Org::Show(args) => super::show::run(context, &args),
    }
}
