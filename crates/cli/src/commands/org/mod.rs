//! `atlctl org`.

mod command;
mod list;
mod show;

pub use command::{Org, run};
