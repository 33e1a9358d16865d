//! The verbs of `group`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List and inspect groups
#[derive(Debug, Subcommand)]
pub enum Group {
    List(super::list::List),
    Show(super::show::Show),
    Members(super::members::Members),
}

/// Runs a verb of `group`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Group) -> CliResult {
    match command {
        Group::List(args) => super::list::run(context, &args),
        Group::Show(args) => super::show::run(context, &args),
        Group::Members(args) => super::members::run(context, &args),
    }
}
