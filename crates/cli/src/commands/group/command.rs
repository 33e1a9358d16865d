//! The verbs of `group`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List, inspect and change groups
#[derive(Debug, Subcommand)]
pub enum Group {
    List(super::list::List),
    Show(super::show::Show),
    Members(super::members::Members),
    Add(super::add::Add),
    Remove(super::remove::Remove),
    Sync(super::sync::Sync),
    CopyMembers(super::copy_members::CopyMembers),
    Create(super::create::Create),
    Delete(super::delete::Delete),
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
        Group::Add(args) => super::add::run(context, &args),
        Group::Remove(args) => super::remove::run(context, &args),
        Group::Sync(args) => super::sync::run(context, &args),
        Group::CopyMembers(args) => super::copy_members::run(context, &args),
        Group::Create(args) => super::create::run(context, &args),
        Group::Delete(args) => super::delete::run(context, &args),
    }
}
