//! `atlctl completions` and completion in shells.

mod answer;
mod candidates;
mod command;
mod quoting;

pub use answer::answer;
pub use command::{Completions, run};
