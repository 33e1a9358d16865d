//! Changes of one target in several steps, such as an address by way of a third one.

use std::collections::HashMap;

use super::Row;
use crate::change::{Facet, Target, Value};

/// Which rows are steps of one change, by position: each starts where the one before it ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSteps {
    earlier: HashMap<u32, u32>,
    later: HashMap<u32, u32>,
}

impl ChangeSteps {
    /// The steps among these rows.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        let mut steps = Self::default();
        let mut last: HashMap<(Target, &Facet), u32> = HashMap::new();
        for (at, row) in (0_u32..).zip(rows) {
            let (true, Some(target)) = (row.verdict.is_change(), row.target()) else {
                continue;
            };
            if let Some(earlier) = last.insert((target, &row.facet), at) {
                steps.earlier.insert(at, earlier);
                steps.later.insert(earlier, at);
            }
        }
        steps
    }

    /// The step before this row.
    #[must_use]
    pub fn earlier(&self, row: u32) -> Option<u32> {
        self.earlier.get(&row).copied()
    }

    /// Whether a target with this value has the step of this row before it, or an earlier one.
    #[must_use]
    pub fn begins_with(&self, rows: &[Row], row: u32, value: &Value) -> bool {
        let mut step = Some(row);
        while let Some(at) = step {
            let before = usize::try_from(at).ok().and_then(|at| rows.get(at));
            if before.and_then(|row| row.before.value()) == Some(value) {
                return true;
            }
            step = self.earlier.get(&at).copied();
        }
        false
    }

    /// Whether a target with this value has made the step of this row, or a later one.
    #[must_use]
    pub fn reached(&self, rows: &[Row], row: u32, value: &Value) -> bool {
        let mut step = Some(row);
        while let Some(at) = step {
            let to = usize::try_from(at).ok().and_then(|at| rows.get(at));
            if to.and_then(|row| row.to.as_ref()) == Some(value) {
                return true;
            }
            step = self.later.get(&at).copied();
        }
        false
    }
}
