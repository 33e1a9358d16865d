//! The verbs of `key`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List and revoke the organization's API keys
#[derive(Debug, Subcommand)]
pub enum Key {
    List(super::list::List),
    Revoke(super::revoke::Revoke),
}

/// Runs a verb of `key`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Key) -> CliResult {
    match command {
        Key::List(args) => super::list::run(context, &args),
        Key::Revoke(args) => super::revoke::run(context, &args),
    }
}
