//! `atlctl auth login`: obtain a credential, check it by one call, keep it.

mod another;
mod borrow;
mod capture;
mod check;
mod command;
mod elsewhere;
mod former;
mod interrupt;
mod keep;
mod prompt;
mod stdin;
mod target;
mod window;

pub use command::{Login, run};
