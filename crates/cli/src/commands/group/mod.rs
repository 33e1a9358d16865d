//! `atlctl group`.

mod add;
mod command;
mod copy_members;
mod create;
mod delete;
mod existence;
mod find_group;
mod list;
mod live;
mod members;
mod people_of_group;
mod portal;
mod protected;
mod remove;
mod show;
mod sync;
mod sync_list;

pub use command::{Group, run};
pub use find_group::{in_directory, membership, named};
pub use list::columns;
pub use live::find;
pub use protected::ProtectedGroups;
