//! `atlctl group`.

mod command;
mod list;
mod live;
mod members;
mod portal;
mod show;

pub use command::{Group, run};
pub use list::columns;
pub use live::find;
