//! `atlctl plan`: plans that were kept in files.

mod command;
mod show;

pub use command::{PlanCommand, run};
pub use show::read;
