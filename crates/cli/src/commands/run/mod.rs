//! `atlctl run`: past runs, and what can still be done with them.

mod close;
mod command;
mod expire;
mod list;
mod prune;
mod restore;
mod resume;
mod show;
mod undo_runs;
mod verify;

pub use command::{RunCommand, run};
