//! `atlctl event`.

mod action_names;
mod actions;
mod alerts;
mod command;
mod export;
mod filter;
mod follow;
mod list;
mod live;
mod mirror_facts;
mod no_audit_log;
mod rules;
mod start;
mod tail;
mod time;
mod watch;

pub use command::{EventCommand, run};
pub use no_audit_log::explained;
pub use time::{Moment, moment};
