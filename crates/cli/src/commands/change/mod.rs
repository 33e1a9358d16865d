//! `atlctl change`: one list, an action per row.

mod action;
mod columns;
mod command;
mod left_alone;
mod rows;
mod seen;
mod words;

pub use action::ACTIONS;
pub use command::{Change, run};
pub use words::{refused_beside, refused_word};
