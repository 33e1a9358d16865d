//! Changes of one target in several steps, such as an address by way of a third one.

use std::collections::HashMap;

use super::Row;
use crate::change::{FacetKind, Target, Value};

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
        let mut last: HashMap<(Target, FacetKind, &[String]), u32> = HashMap::new();
        for (at, row) in (0_u32..).zip(rows) {
            let (true, Some(target)) = (row.verdict.is_change(), row.target()) else {
                continue;
            };
            let (kind, of) = (row.facet.kind, row.facet.kind.steps_of(&row.facet.of));
            if let Some(earlier) = last.insert((target, kind, of), at) {
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

    /// The step after this row.
    #[must_use]
    pub fn next(&self, row: u32) -> Option<u32> {
        self.later.get(&row).copied()
    }

    /// Whether a target with this value has the step of this row before it, or an earlier one.
    #[must_use]
    pub fn begins_with(&self, rows: &[Row], row: u32, value: &Value) -> bool {
        let is_it = |row: &Row, before: &Value| row.facet.kind.are_same(before, value);
        from(row, &self.earlier, rows).any(|row| {
            let before = row.before.value();
            before.is_some_and(|before| is_it(row, before))
        })
    }

    /// Whether a target with this value has made the step of this row, or a later one.
    #[must_use]
    pub fn reached(&self, rows: &[Row], row: u32, value: &Value) -> bool {
        from(row, &self.later, rows).any(|row| row.to.as_ref() == Some(value))
    }
}

/// This row, and those that follow it in one direction.
fn from<'a>(
    row: u32,
    direction: &HashMap<u32, u32>,
    rows: &'a [Row],
) -> impl Iterator<Item = &'a Row> {
    let steps = std::iter::successors(Some(row), |at| direction.get(at).copied());
    steps.filter_map(|at| rows.get(usize::try_from(at).ok()?))
}
