//! Which rows must be done before which.

use std::collections::HashMap;

use crate::change::Target;
use crate::plan::{Plan, Steps};

/// Rows of one account (or another target) are changed in their order; a row may also name others that come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::apply) struct Order {
    previous: HashMap<u32, Vec<u32>>,
    next: HashMap<u32, Vec<u32>>,
    steps: Steps,
}

impl Order {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut order = Self {
            steps: Steps::of(&plan.rows),
            ..Self::default()
        };
        let mut last: HashMap<Target, u32> = HashMap::new();
        let changed = |at: u32| {
            let row = usize::try_from(at).ok().and_then(|at| plan.rows.get(at));
            row.is_some_and(|row| row.verdict.is_change())
        };
        for (at, row) in (0_u32..).zip(&plan.rows) {
            if !row.verdict.is_change() {
                continue;
            }
            // What belongs to an account is in its order.
            let owner = row.account.clone().map(Target::Account);
            let Some(target) = owner.or_else(|| row.target()) else {
                continue;
            };
            let before = last.insert(target, at);
            let named = row.after.iter().copied().filter(|other| *other != at);
            let first: Vec<u32> = before
                .into_iter()
                .chain(named.filter(|row| changed(*row)))
                .collect();
            for other in &first {
                order.next.entry(*other).or_default().push(at);
            }
            if !first.is_empty() {
                order.previous.insert(at, first);
            }
        }
        order
    }

    /// The steps of changes that are made in several.
    pub(in crate::apply) fn steps(&self) -> &Steps {
        &self.steps
    }

    /// The rows that must be done before this one.
    pub(in crate::apply) fn previous(&self, row: u32) -> &[u32] {
        self.previous.get(&row).map_or(&[], Vec::as_slice)
    }

    /// The rows that wait for this one.
    pub(in crate::apply) fn next(&self, row: u32) -> &[u32] {
        self.next.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Whether the row must wait for others.
    pub(in crate::apply) fn waits(&self, row: u32) -> bool {
        self.previous.contains_key(&row)
    }
}
