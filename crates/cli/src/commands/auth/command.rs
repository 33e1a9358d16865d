//! The verbs of `auth`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Sign in, see who is signed in, switch between profiles
#[derive(Debug, Subcommand)]
pub enum Auth {
    Switch(super::switch::Switch),
}

/// Runs a verb of `auth`.
///
/// # Errors
/// What the verb says.
pub fn run(context: &Context, command: Auth) -> CliResult {
    match command {
        Auth::Switch(args) => super::switch::run(context, &args),
    }
}
