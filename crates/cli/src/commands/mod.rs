//! The commands: a directory a noun, a file a verb. Each file has its arguments and a `run`.

pub mod api;
pub mod apply;
pub mod auth;
pub mod change;
pub mod completions;
pub mod config;
pub mod demo;
pub mod directory;
pub mod doctor;
pub mod domain;
pub mod event;
pub mod group;
pub mod help;
pub mod key;
pub mod man;
pub mod org;
mod overview;
pub mod plan;
pub mod policy;
pub mod role;
pub mod run;
pub mod service_account;
pub mod sim;
pub mod sql;
pub mod sync;
mod sync_events;
mod sync_put_back;
pub mod token;
pub mod undo;
pub mod user;
pub mod workspace;

mod dispatch;
mod lead;
mod program;
mod sync_summary;
mod tree;
mod tried_verbs;
mod tried_words;
mod unknown_command;

pub use dispatch::{answer_completion, explain_unknown, run, run_anywhere};
pub use program::program;
pub use tree::Cli;
