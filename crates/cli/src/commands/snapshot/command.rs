//! The verbs of `snapshot`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Show what changed between syncs
#[derive(Debug, Subcommand)]
pub enum Snapshot {
    List(super::list::List),
    Diff(super::diff::Diff),
    Prune(super::prune::Prune),
}

/// Runs a verb of `snapshot`.
///
/// # Errors
/// What the verb says.
pub fn run(context: &Context, command: Snapshot) -> CliResult {
    match command {
        Snapshot::List(args) => super::list::run(context, &args),
        Snapshot::Diff(args) => super::diff::run(context, &args),
        Snapshot::Prune(args) => super::prune::run(context, &args),
    }
}
