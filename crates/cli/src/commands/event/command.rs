//! The verbs of `event`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Search, follow, export and watch the audit log
#[derive(Debug, Subcommand)]
pub enum EventCommand {
    List(super::list::List),
    Actions(super::actions::Actions),
    Tail(super::tail::Tail),
    Export(super::export::Export),
    Watch(super::watch::Watch),
    Rules(super::rules::Rules),
}

/// Runs a verb of `event`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: EventCommand) -> CliResult {
    match command {
        EventCommand::List(args) => super::list::run(context, &args),
        EventCommand::Actions(args) => super::actions::run(context, &args),
        EventCommand::Tail(args) => super::tail::run(context, &args),
        EventCommand::Export(args) => super::export::run(context, &args),
        EventCommand::Watch(args) => super::watch::run(context, &args),
        EventCommand::Rules(args) => super::rules::run(context, &args),
    }
}
