//! The verbs of `policy`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List authentication policies and move people
#[derive(Debug, Subcommand)]
pub enum Policy {
    List(super::list::List),
    Show(super::show::Show),
    Members(super::members::Members),
    Name(super::name::Name),
    ImportNames(super::import_names::ImportNames),
    Move(Box<super::move_people::Move>),
}

/// Runs a verb of `policy`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Policy) -> CliResult {
    match command {
        Policy::List(args) => super::list::run(context, &args),
        Policy::Show(args) => super::show::run(context, &args),
        Policy::Members(args) => super::members::run(context, &args),
        Policy::Name(args) => super::name::run(context, &args),
        Policy::ImportNames(args) => super::import_names::run(context, &args),
        Policy::Move(args) => super::move_people::run(context, &args),
    }
}
