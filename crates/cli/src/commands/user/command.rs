//! The verbs of `user`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List and inspect people
#[derive(Debug, Subcommand)]
pub enum User {
    List(super::list::List),
    Show(super::show::Show),
}

/// Runs a verb of `user`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: User) -> CliResult {
    match command {
        User::List(args) => super::list::run(context, args),
        User::Show(args) => super::show::run(context, &args),
    }
}
