//! Syncs the organization into the mirror.
//!
//! Pages come in over one cursor and go, unparsed, through a bounded channel to the one thread that
//! writes. It parses them, and commits rows together with the next cursor, so that an interrupted sync
//! resumes where it stopped. What a *complete* stage did not see is marked gone.

mod account_rows;
mod answers;
mod bulk;
mod changed_people;
mod changes;
mod columns;
mod completeness;
mod counters;
mod emptied;
mod endless;
mod event;
mod event_rows;
mod events;
mod finish;
mod group_role_rows;
mod group_roles;
mod halt;
mod incremental;
mod indexes;
mod intern;
mod losses;
mod may_have_changed;
mod message;
mod options;
mod outdated_roles;
mod part;
mod parts;
mod people_pages;
mod people_walk;
mod person_lists;
mod policies;
mod portal;
mod portal_person;
mod put_back;
mod recount;
mod resources;
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
mod time;
mod token_rows;
mod tokens;
mod user_role_rows;
mod user_roles;
mod user_rows;
mod walk;
mod writer;

pub use completeness::MOVED;
pub use event::{Outcome, Stage, SyncEvent};
pub use events::{EventsReport, read_events};
pub use options::{
    EventsSince, RunChanges, StageReport, SyncError, SyncOptions, SyncReport, Unreported,
};
pub use portal::group_of_portal;
pub(crate) use portal_person::status as portal_status;
pub use portal_person::{InGroup, PortalPerson};
pub use put_back::PutBack;
pub use run::run;
pub use time::epoch;
