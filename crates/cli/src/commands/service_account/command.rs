//! The verbs of `service-account`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// List and delete service accounts and their credentials
#[derive(Debug, Subcommand)]
pub enum ServiceAccount {
    List(super::list::List),
    Tokens(super::tokens::Tokens),
    Clients(super::clients::Clients),
    #[command(alias = "revoke")]
    Delete(super::delete::Delete),
    RevokeTokens(super::revoke_tokens::RevokeTokens),
    DeleteClients(super::delete_clients::DeleteClients),
}

/// Runs a verb of `service-account`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: ServiceAccount) -> CliResult {
    match command {
        ServiceAccount::List(args) => super::list::run(context, &args),
        ServiceAccount::Tokens(args) => super::tokens::run(context, &args),
        ServiceAccount::Clients(args) => super::clients::run(context, &args),
        ServiceAccount::Delete(args) => super::delete::run(context, &args),
        ServiceAccount::RevokeTokens(args) => super::revoke_tokens::run(context, &args),
        ServiceAccount::DeleteClients(args) => super::delete_clients::run(context, &args),
    }
}
