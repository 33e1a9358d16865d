//! `atlctl group`.

mod add;
mod command;
mod list;
mod live;
mod members;
mod named;
mod portal;
mod protected;
mod remove;
mod show;

pub use command::{Group, run};
pub use list::columns;
pub use live::find;
pub use named::{in_directory, named};
pub use protected::ProtectedGroups;
