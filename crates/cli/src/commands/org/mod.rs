//! `atlctl org`.

mod command;
mod counts;
mod list;
mod show;
mod show_live;

pub use command::{Org, run};
pub use list::columns;
