//! Syncs the organization into the mirror.
//!
//! Pages come in over one cursor and go, unparsed, through a bounded channel to the one thread that
//! writes. It parses them, and commits rows together with the next cursor, so that an interrupted sync
//! resumes where it stopped. What a *complete* stage did not see is marked gone.

mod account_rows;
mod bulk_insert;
mod changed_people;
mod columns;
mod completeness;
mod counters;
mod emptied_lists;
mod endless_lists;
mod event_rows;
mod events;
mod finish;
mod group_role_rows;
mod group_roles;
mod incremental;
mod indexes;
mod losses;
mod may_have_changed;
mod message;
mod options;
mod outdated_roles;
mod parse_time;
mod part;
mod parts;
mod people_pages;
mod people_walk;
mod person_lists;
mod policies;
mod portal;
mod portal_person;
mod progress;
mod readded;
mod reader_queries;
mod record_changes;
mod recount;
mod resources;
mod row_numbers;
mod run;
mod segment;
mod shard_board;
mod shard_page;
mod shard_pages;
mod shard_plan;
mod shard_stretches;
mod shard_walk;
mod shards;
mod small_lists;
mod start;
mod stop_reason;
mod token_rows;
mod tokens;
mod user_role_rows;
mod user_roles;
mod user_rows;
mod walk;
mod writer;

pub use completeness::MOVED;
pub use events::{EventsReport, read_events};
pub use options::{
    EventsSince, RunChanges, StageReport, SyncError, SyncOptions, SyncReport, Unreported,
};
pub use parse_time::epoch;
pub use portal::group_of_portal;
pub(crate) use portal_person::status as portal_status;
pub use portal_person::{InGroup, PortalPerson};
pub use progress::{Outcome, Stage, SyncEvent};
pub use readded::Readded;
pub use run::run;
