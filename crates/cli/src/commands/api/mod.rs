//! `atlctl api`: any endpoint, on either base address.

mod command;
mod fields;
mod hints;
mod path;

pub use command::{Api, run};
