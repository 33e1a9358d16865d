//! `atlctl import`.

mod command;
mod file;
mod list;
mod managed_accounts;
mod policy_members;
mod remove;
mod users;

pub use command::{Import, run};
