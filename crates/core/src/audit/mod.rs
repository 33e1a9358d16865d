//! The audit log: reading its stream without a gap, writing it to files, and rules that raise alerts.
//!
//! A [`Position`] says how far the stream was read. A [`Reader`] reads on from there and hands out each event once.
//! [`StateFile`] keeps a position across restarts, [`EventFile`] writes events to files that rotate, and [`RuleMatcher`]
//! applies rules to events.

mod event_fields;
mod event_file;
mod event_line;
mod expected_alert;
mod ip_pattern;
mod line_file;
mod person_facts;
mod rule;
mod rule_checks;
mod rule_file;
mod rule_matcher;
mod state_file;
mod stream_position;
mod stream_reader;
mod text_pattern;

pub use event_fields::{Entry, Target};
pub use event_file::{ChangedFile, EventFile, Rotation, Written};
pub use event_line::{json_line, plain_line};
pub use line_file::file_key;
pub use person_facts::{External, PersonFacts};
pub use rule::{Rule, Severity};
pub use rule_checks::{FailedCheck, failed_checks};
pub use rule_file::{RuleError, merged, parse, shipped, shipped_text};
pub use rule_matcher::{Alert, Delivery, RuleMatcher};
pub use state_file::{StateError, StateFile};
pub use stream_position::Position;
pub use stream_reader::{DAY_MS, Page, Reader, has_no_audit_log};
pub use text_pattern::matches;
