//! Who is in no authentication policy anymore.

use crate::history::{Change, Diff};

/// Those who lost their policy, and of how many who had one it is unknown now.
#[derive(Debug, Default)]
pub(super) struct Coverage<'a> {
    /// Known to be in none.
    pub lost: Vec<&'a Change>,
    /// Known at one of the moments only.
    pub unknown: u64,
}

impl<'a> Coverage<'a> {
    /// Who was in a policy at the first moment and is in none at the second. Those who left need none.
    pub fn of(found: &'a Diff) -> Self {
        let counts = found.learned.lists.get(&("policies", "policies"));
        let mut coverage = Self {
            unknown: counts.map_or(0, |counts| counts.no_longer_known + counts.became_known),
            ..Self::default()
        };
        let without = found.changes.iter().filter(|change| {
            change.of == "policies" && change.before.is_some() && change.after.is_none()
        });
        coverage.lost = without.collect();
        coverage
    }
}
