//! The core of atlctl: the mirror of an organization, queries, plans and changes.
//!
//! No terminal and no environment: paths and clocks are arguments, and progress is reported as events.

mod accents;
pub mod apply;
pub mod audit;
pub mod change;
pub mod escape_characters;
pub mod export;
mod file_lock;
pub mod history;
pub mod import;
pub mod input;
pub mod number;
mod number_set;
pub mod plan;
pub mod private_files;
pub mod query;
pub mod replacement_files;
pub mod report;
pub mod request_pace;
pub mod review;
pub mod shown_time;
pub mod span;
pub mod sql;
pub mod store;
pub mod sync;
