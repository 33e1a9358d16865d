//! `atlctl workspace`.

mod command;
mod list;

pub use command::{Workspace, run};
pub use list::columns;
