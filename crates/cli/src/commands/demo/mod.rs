//! `atlctl demo`: the main tasks on a simulated organization.

mod command;
mod files;
mod stage;
mod story;

pub use command::{Demo, run};
