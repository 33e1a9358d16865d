//! `atlctl sim`: the simulated organization.

mod command;
mod serve;

pub use command::{Sim, run};
