//! `atlctl domain`.

mod command;
mod list;

pub use command::{Domain, run};
pub use list::columns;
