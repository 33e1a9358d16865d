//! `atlctl config`: settings, their sources, and changing them.

mod command;
mod place;
mod set;
mod show;
mod unset;

pub use command::{Config, run};
