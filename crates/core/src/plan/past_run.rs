//! A run, as a way back knows it.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use super::invited_again::When;

/// A run, as a way back knows it.
#[derive(Debug, Clone)]
pub struct PastRun<'a> {
    /// Its ID, where that matters.
    pub id: Option<&'a str>,
    /// Its plan.
    pub plan: &'a Plan,
    /// The rows that it changed, or may have.
    pub changed: Vec<usize>,
    /// Of these, the rows of which it is not known whether it changed them.
    pub unsure: BTreeSet<usize>,
    /// The rows to take back.
    pub back: Vec<usize>,
    /// The IDs of groups that it created and of accounts that it invited, by row, where it knows them.
    pub created: BTreeMap<usize, String>,
    /// When it was seen that rows were changed, in milliseconds, where that is known.
    pub seen: BTreeMap<usize, i64>,
}

impl<'a> PastRun<'a> {
    /// A run that changed these rows, all of which are to be taken back.
    #[must_use]
    pub fn new(plan: &'a Plan, changed: Vec<usize>) -> Self {
        Self {
            id: None,
            plan,
            back: changed.clone(),
            changed,
            unsure: BTreeSet::new(),
            created: BTreeMap::new(),
            seen: BTreeMap::new(),
        }
    }

    /// The same run, with its ID.
    #[must_use]
    pub fn named(self, id: &'a str) -> Self {
        Self {
            id: Some(id),
            ..self
        }
    }

    /// The same run, of which only these rows are taken back.
    #[must_use]
    pub fn only(self, back: Vec<usize>) -> Self {
        Self { back, ..self }
    }
}

/// What a run created with a row, and the sync whose state it was planned from.
pub(super) fn made<'r>(
    runs: &'r [PastRun<'_>],
    (run, row, _): When,
) -> (Option<&'r str>, Option<i64>) {
    let run = runs.get(run);
    let created = run.and_then(|run| run.created.get(&row));
    let base = run.and_then(|run| run.plan.base.sync);
    (created.map(String::as_str), base)
}
