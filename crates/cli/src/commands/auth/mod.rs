//! `atlctl auth`: who is signed in, and how.

mod browsers;
mod command;
mod list;
mod login;
mod logout;
mod status;
mod switch;

pub use command::{Auth, run};
