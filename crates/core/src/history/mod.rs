//! The history of the organization: snapshots, the differences between moments, and how long they are kept.
//!
//! Every sync that ends makes a snapshot. It is no copy: the mirror keeps what each value was before it changed (see
//! `store/history`).

mod actors;
mod attribution;
mod begin;
mod change;
mod compare;
mod diff;
mod logged_actions;
mod prune;
mod recent;
mod snapshots;
mod subjects;
mod through;
mod value;

pub use begin::{Begin, begin, previous};
pub use change::{Change, ChangeKind, Logged, LoggedEvent};
pub use diff::{Diff, diff};
pub use prune::{Retention, prune, to_prune};
pub use recent::{ChangedValue, RecentChange, recent_changes};
pub use snapshots::{Counts, Snapshot, snapshots};
pub use subjects::SUBJECTS;
pub use value::ChangeValue;
