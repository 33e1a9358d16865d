//! `atlctl user`: people and apps.

mod command;
mod filter;
mod list;
mod live;
mod show;

pub use command::{User, run};
pub use list::columns;
