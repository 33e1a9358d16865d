//! `atlctl auth`: who is signed in, and how.

mod add_directory;
mod browsers;
mod command;
mod list;
mod login;
mod logout;
mod remove_directory;
mod status;
mod switch;

pub use command::{Auth, run};
