//! `atlctl completions`, and what completes a half-typed command.

mod answer;
mod candidates;
mod command;
mod quoting;

pub use answer::answer;
pub use command::{Completions, run};
