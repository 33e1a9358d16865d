//! `atlctl group`.

mod add;
mod command;
mod copy_members;
mod create;
mod delete;
mod existence;
mod list;
mod live;
mod members;
mod named;
mod people_of_group;
mod portal;
mod protected;
mod remove;
mod show;
mod sync;
mod sync_list;

pub use command::{Group, run};
pub use list::columns;
pub use live::find;
pub use named::{in_directory, membership, named};
pub use protected::ProtectedGroups;
