//! `atlctl change`: one list, an action per row.

mod action;
mod columns;
mod command;
mod kept;
mod left_alone;
mod other_columns;
mod other_verbs;
mod rows;
mod seen;
mod unusable;
mod words;

pub use action::ACTIONS;
pub use command::{Change, run};
pub use words::{refused_beside, refused_word};
