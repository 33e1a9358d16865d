//! Syncs the organization into the mirror.
//!
//! Pages come in over one cursor and go, unparsed, through a bounded channel to the one thread that
//! writes. It parses them, and commits rows together with the next cursor, so that an interrupted sync
//! resumes where it stopped. What a *complete* stage did not see is marked gone.

mod account_rows;
mod bulk;
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
mod indexes;
mod intern;
mod losses;
mod message;
mod options;
mod person_lists;
mod policies;
mod portal;
mod portal_person;
mod put_back;
mod resources;
mod run;
mod start;
mod time;
mod user_rows;
mod walk;
mod writer;

pub use event::{Outcome, Stage, SyncEvent};
pub use events::{EventsReport, read_events};
pub use options::{
    EventsSince, RunChanges, StageReport, SyncError, SyncOptions, SyncReport, Unreported,
};
pub use portal::group_of_portal;
pub use portal_person::{InGroup, PortalPerson};
pub use put_back::PutBack;
pub use run::run;
pub use time::epoch;
