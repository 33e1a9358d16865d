//! `atlctl group`.

mod command;
mod list;
mod members;
mod show;

pub use command::{Group, run};
