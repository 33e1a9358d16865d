//! `atlctl token`: API tokens of people.

mod command;
mod filter;
mod list;
mod revoke;

pub use command::{Token, run};
pub use list::{cell, columns};
