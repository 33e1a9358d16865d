//! The commands: a directory a noun, a file a verb. Each file has its arguments and a `run`.

pub mod api;
pub mod auth;
pub mod completions;
pub mod config;
pub mod man;
pub mod sim;

mod dispatch;

pub use dispatch::run;
