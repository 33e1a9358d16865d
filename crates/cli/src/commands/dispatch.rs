//! From a parsed command line to the file that does the work.

use crate::args::Command;
use crate::context::Context;
use crate::error::CliResult;

/// Runs a command.
///
/// # Errors
/// What the command says.
pub fn run(context: &Context, command: Command) -> CliResult {
    match command {
        Command::Api(args) => super::api::run(context, &args),
        Command::Auth(command) => super::auth::run(context, command),
        Command::Config(command) => super::config::run(context, &command),
        Command::Man(args) => super::man::run(context, &args),
        Command::Sim(command) => super::sim::run(context, command),
        Command::Completions(args) => super::completions::run(context, &args),
    }
}
