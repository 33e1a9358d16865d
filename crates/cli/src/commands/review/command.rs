//! The verbs of `review`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Review who has access, with evidence
#[derive(Debug, Subcommand)]
pub enum Review {
    Start(super::start::Start),
    Status(super::status::Status),
    Plan(Box<super::plan::PlanDecisions>),
    Close(super::close::Close),
    Verify(super::verify::Verify),
    List(super::list::List),
}

/// Runs a verb of `review`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Review) -> CliResult {
    match command {
        Review::Start(args) => super::start::run(context, &args),
        Review::Status(args) => super::status::run(context, &args),
        Review::Plan(args) => super::plan::run(context, &args),
        Review::Close(args) => super::close::run(context, &args),
        Review::Verify(args) => super::verify::run(context, &args),
        Review::List(args) => super::list::run(context, &args),
    }
}
