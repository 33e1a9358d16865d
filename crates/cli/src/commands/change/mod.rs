//! `atlctl change`: one list, an action per row.

mod action;
mod action_words;
mod columns;
mod command;
mod contradictions;
mod keep_conflicts;
mod other_columns;
mod other_verbs;
mod rows;
mod rows_left_alone;
mod unusable_rows;

pub use action::ACTIONS;
pub use action_words::{refused_beside, refused_word};
pub use command::{Change, run};
