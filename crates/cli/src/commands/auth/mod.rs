//! `atlctl auth`: who is signed in, and how.

mod command;
mod switch;

pub use command::{Auth, run};
