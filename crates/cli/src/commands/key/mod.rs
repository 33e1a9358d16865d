//! `atlctl key`: API keys of the organization.

mod command;
mod list;
mod revoke;

pub use command::{Key, run};
pub use list::columns;
