//! The history of the organization: snapshots, the differences between moments, and how long they are kept.
//!
//! Every finished sync makes a snapshot. It is no copy: the mirror keeps what each value was before it changed (see
//! `store/history`).

mod actors;
mod attribution;
mod became_known;
mod change;
mod compare;
mod diff;
mod invited;
mod logged_actions;
mod not_compared;
mod parts_read;
mod people_acts;
mod prune;
mod range;
mod recent;
mod recent_actors;
mod recent_record;
mod role_granted_by;
mod row_names;
mod row_owner;
mod snapshots;
mod subject_tables;
mod subjects;
mod tables_at_moment;
mod through_groups;
mod value;
mod writes;

pub use became_known::{Learned, LearnedCounts};
pub use change::{Change, ChangeKind, Logged, LoggedEvent};
pub use diff::{Diff, diff};
pub(crate) use logged_actions::may_change_access;
pub(crate) use people_acts::people_acts;
pub use prune::{Retention, prune, to_prune};
pub use range::{Begin, begin, previous};
pub use recent::recent_changes;
pub use recent_record::{ChangedValue, RecentChange};
pub(crate) use role_granted_by::Grants;
pub use snapshots::{Counts, Snapshot, snapshots};
pub use subjects::{SUBJECTS, one, several};
pub use value::ChangeValue;
