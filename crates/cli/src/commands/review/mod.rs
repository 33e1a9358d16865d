//! `atlctl review`: access reviews.

mod access_paths;
mod acts;
mod answers;
mod by_now;
mod close;
mod command;
mod ended;
mod errors;
mod evidence;
mod kept;
mod list;
mod lists;
mod plan;
mod problems;
mod removals;
mod reviewers;
mod scopes;
mod start;
mod status;
mod verify;

pub use command::{Review, run};
