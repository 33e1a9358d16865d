//! `atlctl plan`: plans that were kept in files.

mod approve;
mod check;
mod command;
mod left_out;
mod show;

pub use command::{PlanCommand, run};
pub use show::read;
