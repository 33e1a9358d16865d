//! `atlctl policy`.

mod command;
mod import_names;
mod list;
mod members;
mod name;
mod show;

pub use command::{Policy, run};
