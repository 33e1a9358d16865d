//! `atlctl config`: settings, their sources, and changing them.

mod command;
mod set;
mod setting_location;
mod show;
mod unset;

pub use command::{Config, run};
