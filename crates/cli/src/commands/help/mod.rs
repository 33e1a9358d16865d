//! `atlctl help`: the help of a command, or a page on a topic.

mod command;
mod topic;

pub use command::{Help, run};
pub use topic::TOPICS;
