//! `atlctl snapshot`: the organization's history.

mod command;
mod diff;
mod list;
mod prune;

pub use command::{Snapshot, run};
