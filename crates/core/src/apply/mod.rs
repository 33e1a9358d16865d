//! Applying a plan: a journal that is ahead of every call, a state machine without input or output, and the
//! executor that drives it over the wire.
//!
//! A row is planned, sent, acknowledged, and confirmed by reading it back. A request that may have been processed is
//! never repeated before the live state was read.
//!
//! Times and counts come from journal files and may be anything, so all arithmetic here saturates.

#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod execute;
mod expiry_mark;
mod failures;
mod groups_unknown_to_mirror;
mod journal;
mod journal_end;
mod journal_error;
mod journal_lines;
mod journal_record;
mod lost_journal;
mod machine;
mod mirror_notes;
mod org_lock;
mod outcome;
mod pending_read_back;
mod portal_import;
mod remove_run;
mod replay;
mod row_result;
mod runs;
mod runs_for_a_time;
mod settings;
mod stop_reason;
mod unrecorded_runs;
mod verify;

pub use execute::{Clock, RunObserver, Unobserved, execute};
pub use failures::MaxFailures;
pub use groups_unknown_to_mirror::{learn_groups, unknown_to_mirror};
pub use journal::Journal;
pub use journal_error::JournalError;
pub use journal_record::{Entry, Record};
pub use machine::{KindTally, Machine, Step, Tally};
pub use mirror_notes::note_in_mirror;
pub use org_lock::OrgLock;
pub use outcome::Outcome;
pub use portal_import::{PortalImport, portal_import};
pub use row_result::{report, row_result};
pub use runs::{Run, RunInfo, Runs};
pub use settings::Settings;
pub use stop_reason::Stop;
pub use verify::{Verified, compare, verify};
