//! The verbs of `role`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List, grant and revoke roles
#[derive(Debug, Subcommand)]
pub enum Role {
    List(super::list::List),
    Grant(super::grant::Grant),
    Revoke(super::revoke::Revoke),
}

/// Runs a verb of `role`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Role) -> CliResult {
    match command {
        Role::List(args) => super::list::run(context, &args),
        Role::Grant(args) => super::grant::run(context, &args),
        Role::Revoke(args) => super::revoke::run(context, &args),
    }
}
