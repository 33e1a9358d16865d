//! The verbs of `plan`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Inspect saved plans
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    Show(super::show::Show),
}

/// Runs a verb of `plan`.
///
/// # Errors
/// What the verb says.
pub fn run(context: &Context, command: PlanCommand) -> CliResult {
    match command {
        PlanCommand::Show(args) => super::show::run(context, &args),
    }
}
