//! The verbs of `run`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List, inspect, resume, verify, undo and remove past runs
#[derive(Debug, Subcommand)]
pub enum RunCommand {
    List(super::list::List),
    Show(super::show::Show),
    Resume(super::resume::Resume),
    Verify(super::verify::Verify),
    Restore(super::restore::Restore),
    Expire(super::expire::Expire),
    Close(super::close::Close),
    Prune(super::prune::Prune),
}

/// Runs a verb of `run`.
///
/// # Errors
/// What the verb says.
pub fn run(context: &Context, command: RunCommand) -> CliResult {
    match command {
        RunCommand::List(args) => super::list::run(context, &args),
        RunCommand::Show(args) => super::show::run(context, &args),
        RunCommand::Resume(args) => super::resume::run(context, &args),
        RunCommand::Verify(args) => super::verify::run(context, &args),
        RunCommand::Restore(args) => super::restore::run(context, &args),
        RunCommand::Expire(args) => super::expire::run(context, &args),
        RunCommand::Close(args) => super::close::run(context, &args),
        RunCommand::Prune(args) => super::prune::run(context, &args),
    }
}
