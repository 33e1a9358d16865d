//! `atlctl user`: people and apps.

mod access;
mod command;
mod list;
pub mod live;
mod portal;
mod show;
mod show_live;

pub use command::{User, run};
pub use list::columns;
