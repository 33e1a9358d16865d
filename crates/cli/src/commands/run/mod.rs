//! `atlctl run`: what was applied, and going on with it.

mod command;
mod list;
mod resume;
mod show;
mod verify;

pub use command::{RunCommand, run};
