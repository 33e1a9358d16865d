//! The verbs of `plan`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Inspect, check and approve saved plans
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    Show(super::show::Show),
    Check(super::check::Check),
    Approve(super::approve::Approve),
}

/// Runs a verb of `plan`.
///
/// # Errors
/// What the verb says.
pub fn run(context: &Context, command: PlanCommand) -> CliResult {
    match command {
        PlanCommand::Show(args) => super::show::run(context, &args),
        PlanCommand::Check(args) => super::check::run(context, &args),
        PlanCommand::Approve(args) => super::approve::run(context, &args),
    }
}
