//! `atlctl config`: where each setting comes from.

mod command;
mod show;

pub use command::{Config, run};
