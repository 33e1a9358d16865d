//! `atlctl sim`: the simulated organisation.

mod command;
mod serve;

pub use command::{Sim, run};
