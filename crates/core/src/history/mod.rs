//! The history of the organization: snapshots, the differences between moments, and how long they are kept.
//!
//! Every sync that ends makes a snapshot. It is no copy: the mirror keeps what each value was before it changed (see
//! `store/history`).

mod attribution;
mod change;
mod diff;
mod prune;
mod snapshots;
mod subjects;

pub use change::{Change, ChangeKind};
pub use diff::{Diff, diff};
pub use prune::{Retention, prune, to_prune};
pub use snapshots::{Counts, Snapshot, snapshots};
pub use subjects::SUBJECTS;
