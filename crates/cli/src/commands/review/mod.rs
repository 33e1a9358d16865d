//! `atlctl review`: access reviews.

mod access_now;
mod access_paths;
mod close;
mod command;
mod csv_lists;
mod errors;
mod evidence;
mod kept_access;
mod list;
mod outcomes;
mod plan;
mod problems;
mod removals;
mod returned_lists;
mod reviewers;
mod run_results;
mod scopes;
mod start;
mod status;
mod verify;

pub use command::{Review, run};
