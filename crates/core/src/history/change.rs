//! A difference between two moments.

use jiff::Timestamp;

use super::value::ChangeValue;
use crate::store::GroupName;

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is not there anymore.
    Removed,
    /// One of its values is different.
    Changed,
}

impl ChangeKind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// An event of the audit log that fits a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// The event's ID.
    pub id: String,
    /// When it happened.
    pub at: Option<Timestamp>,
    /// The actor's address, else the name or ID; `None` when the event names no actor.
    pub actor: Option<String>,
}

/// What the audit log says about a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Logged {
    /// Unknown: the log was not read for that time.
    #[default]
    Unknown,
    /// The log was read for that time, and no event fits.
    NoEvent,
    /// The newest event that fits.
    Event(LoggedEvent),
}

/// A difference between two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is a change of: one of [`SUBJECTS`](super::SUBJECTS).
    pub of: &'static str,
    /// What happened.
    pub kind: ChangeKind,
    /// The ID of the person, group or other thing.
    pub id: String,
    /// Its current address or name.
    pub name: Option<String>,
    /// The ID of the group, app, role or policy that the person or group got or lost.
    pub item_id: Option<String>,
    /// Its current name.
    pub item: Option<String>,
    /// Of a role in an app, the app's ID.
    pub app_id: Option<String>,
    /// The app's current name.
    pub app: Option<String>,
    /// The value that changed.
    pub column: Option<&'static str>,
    /// The value at the first moment; `None` when there was none.
    pub before: Option<ChangeValue>,
    /// The value at the second moment.
    pub after: Option<ChangeValue>,
    /// When it was found: the end of the sync, or when a run confirmed it.
    pub at: Option<Timestamp>,
    /// The sync that found it; of a run's change, the newest one at that time.
    pub sync: i64,
    /// The sync since which the value was unknown when it was found: it may have changed since that sync's reading.
    pub unknown_since: Option<i64>,
    /// The run that made it.
    pub run: Option<String>,
    /// Whose act it was, as the audit log has it.
    pub logged: Logged,
    /// Of an app, the groups that give it, or gave it; empty when no known group does, `None` when unknown.
    pub through: Option<Vec<GroupName>>,
}
