//! What runs changed: the mirror takes it over as a run confirms it, so that the next plan does not start from an
//! old state.

use atlctl_api::{AccountId, PolicyId};
use jiff::Timestamp;

use super::{Mirror, StoreError};

/// A run of this program.
#[derive(Debug, Clone, Copy)]
pub struct RunSource<'a> {
    /// Its id.
    pub id: &'a str,
    /// When its plan was made: what syncs found differently since then may be its work.
    pub planned_at: Timestamp,
}

/// The policy of an account, as a run read it back.
#[derive(Debug, Clone)]
pub struct PolicyReadBack<'a> {
    /// The account.
    pub account: AccountId,
    /// The policy before; none where there was none or nobody knows.
    pub before: Option<&'a PolicyId>,
    /// The policy that was read.
    pub policy: &'a PolicyId,
    /// When.
    pub at: Timestamp,
    /// Whether the run made the change, and did not find it made.
    pub made: bool,
}

impl Mirror {
    /// Notes the policies that a run read back, all of them or none. An account that the mirror does not know is left
    /// out: the next sync finds it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_run<'a>(
        &mut self,
        _run: RunSource<'_>,
        rows: impl IntoIterator<Item = PolicyReadBack<'a>>,
    ) -> Result<(), StoreError> {
        self.set_policies(rows.into_iter().map(|row| (row.account, row.policy)))
    }
}
