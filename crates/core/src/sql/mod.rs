//! SQL queries: one read-only statement, with limits of time and memory.

mod authorizer;
mod error;
mod number_set_function;
mod read_only_connection;
mod resource_limits;
mod run;
mod tally_function;
mod timed_query;
mod unix_time;

pub use error::SqlError;
pub use run::{Answer, Limits, run, run_as_of};

pub(crate) use read_only_connection::{holds, set as limited};
pub(crate) use tally_function::FEW;
pub(crate) use timed_query::{Question, ask_mirror};
