//! `atlctl org`.

mod command;
mod list;
mod show;
mod show_live;

pub use command::{Org, run};
pub use list::columns;
