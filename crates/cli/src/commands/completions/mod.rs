//! `atlctl completions` and completion in shells.

mod candidates;
mod command;
mod complete;
mod quoting;

pub use command::{Completions, run};
pub use complete::answer;
