//! `atlctl report`: the state of the organization, for people and for programs.

mod access;
mod admins;
mod all;
mod changes;
mod command;
mod externals;
mod groups;
mod inactive;
mod json;
mod make_report;
mod options;
mod people_report;
mod policies;
mod posture;
mod print;
mod rows;
mod seats;
mod terminal;
mod tokens;

pub use command::{ReportCommand, run};
pub use make_report::{Asked, request};
pub use print::page as save_page;
