//! The audit log: reading its stream without a gap, writing it to files, and rules that raise alerts.
//!
//! A [`Position`] says how far the stream was read. A [`Reader`] reads on from there and hands out each event once.
//! [`StateFile`] keeps a position across restarts, [`EventFile`] writes events to files that rotate, and [`RuleMatcher`]
//! applies rules to events.

mod check;
mod entry;
mod event_file;
mod facts;
mod line;
mod line_file;
mod network;
mod pattern;
mod position;
mod reader;
mod rule;
mod rule_checks;
mod rule_file;
mod state_file;
mod watch;

pub use entry::{Entry, Target};
pub use event_file::{ChangedFile, EventFile, Rotation, Written};
pub use facts::{External, PersonFacts};
pub use line::{json_line, plain_line};
pub use line_file::file_key;
pub use pattern::matches;
pub use position::Position;
pub use reader::{DAY_MS, Page, Reader, has_no_audit_log};
pub use rule::{Rule, Severity};
pub use rule_checks::{FailedCheck, failed_checks};
pub use rule_file::{RuleError, merged, parse, shipped, shipped_text};
pub use state_file::{StateError, StateFile};
pub use watch::{Alert, Delivery, RuleMatcher};
