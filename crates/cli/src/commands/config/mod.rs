//! `atlctl config`: settings and their sources.

mod command;
mod show;

pub use command::{Config, run};
