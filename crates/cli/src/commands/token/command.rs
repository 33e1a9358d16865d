//! The verbs of `token`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List and revoke people's API tokens
#[derive(Debug, Subcommand)]
pub enum Token {
    List(super::list::List),
    Revoke(super::revoke::Revoke),
}

/// Runs a verb of `token`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Token) -> CliResult {
    match command {
        Token::List(args) => super::list::run(context, &args),
        Token::Revoke(args) => super::revoke::run(context, &args),
    }
}
