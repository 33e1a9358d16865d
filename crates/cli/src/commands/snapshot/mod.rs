//! `atlctl snapshot`: the organization's history.

mod command;
mod diff;
mod diff_page;
mod diff_rows;
mod list;
mod prune;

pub use command::{Snapshot, run};
