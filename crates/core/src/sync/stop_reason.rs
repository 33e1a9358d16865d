//! Why a list of people is not read any further.

use atlctl_api::Error;

use super::SyncError;

/// Why a list of people broke off, and whether before its very first page.
pub(super) struct Stopped {
    pub(super) error: Error,
    pub(super) at_start: bool,
}

/// Why the shards are not read any further.
pub(super) enum StopReason {
    /// The sync cannot go on.
    Sync(SyncError),
    /// A request failed.
    Stopped(Stopped),
    /// The service does not do what the shards rely on.
    Ignored(String),
}

impl From<SyncError> for StopReason {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}
