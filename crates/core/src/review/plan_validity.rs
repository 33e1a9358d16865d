//! Whether a plan of a review may still be applied.

use super::{Manifest, Planned};

/// Whether a plan of a review may still be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanValidity<'a> {
    /// It is made from all decisions so far.
    Latest,
    /// A later plan took its place.
    Replaced {
        /// The plan.
        plan: &'a Planned,
        /// The plan that is made from all decisions so far.
        by: &'a Planned,
    },
    /// The review is closed.
    Closed(&'a Planned),
    /// The review has no such plan.
    Unlisted,
}

impl Manifest {
    /// Whether the plan with this checksum may still be applied.
    #[must_use]
    pub fn plan_validity(&self, checksum: &str) -> PlanValidity<'_> {
        let Some(plan) = self.plans().find(|plan| plan.checksum == checksum) else {
            return PlanValidity::Unlisted;
        };
        if self.closed().is_some() {
            return PlanValidity::Closed(plan);
        }
        match self.replaced_by(plan) {
            Some(by) => PlanValidity::Replaced { plan, by },
            None => PlanValidity::Latest,
        }
    }

    /// The plan that took the place of this one: each is made from all decisions so far.
    #[must_use]
    pub fn replaced_by(&self, plan: &Planned) -> Option<&Planned> {
        self.plans()
            .next_back()
            .filter(|last| last.plan != plan.plan)
    }
}
