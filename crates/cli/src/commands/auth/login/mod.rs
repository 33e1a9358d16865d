//! `atlctl auth login`: obtain a credential, check it by one call, keep it.

mod capture;
mod check;
mod command;
mod keep;
mod stdin;

pub use command::{Login, run};
