//! The kinds of files of `import`, and what was imported.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Import Atlassian's own export files
#[derive(Debug, Subcommand)]
pub enum Import {
    Users(super::users::Users),
    #[command(alias = "accounts")]
    ManagedAccounts(super::managed_accounts::ManagedAccounts),
    #[command(alias = "members")]
    PolicyMembers(super::policy_members::PolicyMembers),
    List(super::list::List),
    Remove(super::remove::Remove),
}

/// Runs a subcommand of `import`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: &Import) -> CliResult {
    match command {
        Import::Users(args) => super::users::run(context, args),
        Import::ManagedAccounts(args) => super::managed_accounts::run(context, args),
        Import::PolicyMembers(args) => super::policy_members::run(context, args),
        Import::List(args) => super::list::run(context, args),
        Import::Remove(args) => super::remove::run(context, args),
    }
}
