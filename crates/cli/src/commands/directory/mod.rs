//! `atlctl directory`.

mod command;
mod list;

pub use command::{Directory, run};
pub use list::columns;
