//! `atlctl service-account`: service accounts, their API tokens and OAuth clients.

mod clients;
mod command;
mod delete;
mod delete_clients;
mod list;
mod revoke_tokens;
mod selected;
mod tokens;

pub use command::{ServiceAccount, run};
pub use list::columns;
