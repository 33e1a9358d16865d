//! The verbs of `user`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List, inspect and change people
#[derive(Debug, Subcommand)]
pub enum User {
    List(super::list::List),
    Show(super::show::Show),
    Invite(super::invite::Invite),
    Offboard(super::offboard::Offboard),
    Explain(super::explain::Explain),
    Suspend(super::suspend::Suspend),
    Restore(super::restore::Restore),
    Remove(super::remove::Remove),
    Deactivate(super::deactivate::Deactivate),
    Activate(super::activate::Activate),
    Delete(super::delete::Delete),
    CancelDelete(super::cancel_delete::CancelDelete),
    SetEmail(super::set_email::SetEmail),
    Update(super::update::Update),
    RemoveAccess(super::remove_access::RemoveAccess),
}

/// Runs a verb of `user`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: User) -> CliResult {
    match command {
        User::List(args) => super::list::run(context, args),
        User::Show(args) => super::show::run(context, &args),
        User::Invite(args) => super::invite::run(context, &args),
        User::Offboard(args) => super::offboard::run(context, &args),
        User::Explain(args) => super::explain::run(context, &args),
        User::Suspend(args) => super::suspend::run(context, &args),
        User::Restore(args) => super::restore::run(context, &args),
        User::RemoveAccess(args) => super::remove_access::run(context, &args),
        User::Remove(args) => super::remove::run(context, &args),
        User::Deactivate(args) => super::deactivate::run(context, &args),
        User::Activate(args) => super::activate::run(context, &args),
        User::Delete(args) => super::delete::run(context, &args),
        User::CancelDelete(args) => super::cancel_delete::run(context, &args),
        User::SetEmail(args) => super::set_email::run(context, &args),
        User::Update(args) => super::update::run(context, &args),
    }
}
