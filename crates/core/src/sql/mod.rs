//! SQL queries: one read-only statement, with limits of time and memory.

mod among;
mod authorizer;
mod bounds;
mod error;
mod guard;
mod question;
mod run;
mod tally;
mod unix_time;

pub use error::SqlError;
pub use run::{Answer, Limits, run, run_as_of};

pub(crate) use guard::{holds, set as limited};
pub(crate) use question::{Question, ask_mirror};
pub(crate) use tally::FEW;
