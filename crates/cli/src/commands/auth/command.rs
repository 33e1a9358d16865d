//! The verbs of `auth`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Sign in, check your credentials and switch profiles
#[derive(Debug, Subcommand)]
pub enum Auth {
    Login(super::login::Login),
    Status(super::status::Status),
    Logout(super::logout::Logout),
    List(super::list::List),
    Switch(super::switch::Switch),
    Browsers(super::browsers::Browsers),
    AddDirectory(super::add_directory::AddDirectory),
    RemoveDirectory(super::remove_directory::RemoveDirectory),
}

/// Runs a verb of `auth`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: Auth) -> CliResult {
    // A sign-in that was killed left a browser's profile behind, perhaps with a session in it.
    let home = std::env::home_dir();
    atlctl_signin::window::sweep(&context.paths.windows(), home.as_deref());
    match command {
        Auth::Login(args) => super::login::run(context, &args),
        Auth::Status(args) => super::status::run(context, &args),
        Auth::Logout(args) => super::logout::run(context, &args),
        Auth::List(args) => super::list::run(context, &args),
        Auth::Browsers(args) => super::browsers::run(context, &args),
        Auth::AddDirectory(args) => super::add_directory::run(context, &args),
        Auth::RemoveDirectory(args) => super::remove_directory::run(context, &args),
        Auth::Switch(args) => super::switch::run(context, &args),
    }
}
