//! `atlctl policy`.

mod command;
mod import_names;
mod list;
mod live;
mod members;
pub mod move_people;
mod name;
mod show;

pub use command::{Policy, run};
pub use import_names::read_export;
pub use list::columns;
pub use move_people::notes as move_notes;
