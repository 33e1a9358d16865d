//! `atlctl review`: access reviews.

mod access_now;
mod access_paths;
mod answers;
mod close;
mod command;
mod errors;
mod evidence;
mod kept_access;
mod list;
mod lists;
mod outcomes;
mod plan;
mod problems;
mod removals;
mod reviewers;
mod run_results;
mod scopes;
mod start;
mod status;
mod verify;

pub use command::{Review, run};
