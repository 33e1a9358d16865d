//! `atlctl user`: people and apps.

mod access;
mod command;
mod explain;
mod list;
pub mod live;
mod portal;
mod remove;
mod remove_access;
mod restore;
mod show;
mod show_live;
mod suspend;

pub use command::{User, run};
pub use list::columns;
pub use show::find as find_person;
