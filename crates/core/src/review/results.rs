//! What runs made of a review's decisions: for each row, whether its access is gone.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::report::RowOutcome;
use crate::store::AccessStanding;

/// What a run did, or a plan without a run would have done.
#[derive(Debug, Clone)]
pub struct Act<K> {
    /// The position of its plan among the plans of the review; `None` for an undo.
    pub plan: Option<usize>,
    /// The run; `None` for a plan that was not applied.
    pub run: Option<String>,
    /// Its rows.
    pub rows: Vec<ActRow<K>>,
}

/// A row of the plan of an act.
#[derive(Debug, Clone)]
pub struct ActRow<K> {
    /// What it changes; `None` for an unknown person.
    pub key: Option<K>,
    /// The rows of the review that it carries out.
    pub review_rows: Vec<String>,
    /// Whether the plan changes it: then the person had the access when the plan was made.
    pub is_change: bool,
    /// Whether it takes the access away: an undo gives back, and the undo of an undo takes again.
    pub takes: bool,
    /// The outcome.
    pub outcome: RowOutcome,
    /// The reason; may be empty.
    pub why: String,
}

/// The result for the access of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowResult {
    /// No run took it away.
    Stays,
    /// It is gone, and no run that is known took it away.
    Gone,
    /// A run took it away.
    Removed {
        /// The run.
        run: String,
    },
    /// It was gone before a run would have taken it away.
    AlreadyGone,
    /// A run took it away, and an undo gave it back.
    GivenBack {
        /// The run of the undo.
        run: String,
    },
    /// It was not taken away.
    NotRemoved {
        /// The result of the change.
        outcome: RowOutcome,
        /// Why; may be empty.
        why: String,
    },
    /// A run may have taken it away.
    Unknown {
        /// Why it is not known; may be empty.
        why: String,
    },
}

impl RowResult {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Stays => "kept",
            Self::Gone => "gone",
            Self::Removed { .. } => "removed",
            Self::AlreadyGone => "already gone",
            Self::GivenBack { .. } => "given back",
            Self::NotRemoved {
                outcome: RowOutcome::Open,
                ..
            } => "not applied",
            Self::NotRemoved { outcome, .. } => outcome.as_str(),
            Self::Unknown { .. } => "unknown",
        }
    }

    /// The run that it comes from.
    #[must_use]
    pub fn run(&self) -> Option<&str> {
        match self {
            Self::Removed { run } | Self::GivenBack { run } => Some(run),
            _ => None,
        }
    }

    /// More about it; may be empty.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::NotRemoved { why, .. } | Self::Unknown { why } => why,
            _ => "",
        }
    }

    /// Corrects what the review's runs say by what the mirror knows by now: the access may have gone in another way, such
    /// as with a group that was taken for another row. `unknown`: what is said where it does not know.
    pub fn as_of(&mut self, standing: AccessStanding, unknown: &str) {
        let corrected = match (&*self, standing) {
            (_, AccessStanding::Has)
            | (Self::Removed { .. } | Self::AlreadyGone | Self::Gone | Self::Unknown { .. }, _) => {
                return;
            }
            (_, AccessStanding::Lost { run: Some(run) }) => Self::Removed { run },
            (Self::Stays, AccessStanding::Lost { run: None }) => Self::Gone,
            (_, AccessStanding::Lost { run: None }) => Self::AlreadyGone,
            (Self::NotRemoved { why, .. }, AccessStanding::Unknown) => Self::Unknown {
                why: match why.as_str() {
                    "" => format!("{}; {unknown}", self.word()),
                    why => format!("{}: {why}; {unknown}", self.word()),
                },
            },
            (_, AccessStanding::Unknown) => Self::Unknown {
                why: unknown.to_owned(),
            },
        };
        *self = corrected;
    }

    /// Of several changes for one row, the one that says more about whether the access is still there comes first.
    fn rank(&self) -> usize {
        match self {
            Self::Unknown { .. } => 0,
            Self::NotRemoved { outcome, .. } => 1 + outcome.rank(),
            Self::GivenBack { .. } => 20,
            Self::Removed { .. } => 21,
            Self::AlreadyGone => 22,
            Self::Stays => 23,
            Self::Gone => 24,
        }
    }
}

/// The result of each row of a review.
#[derive(Debug)]
pub struct Results {
    /// By row: of each plan that is about it, the results of its changes.
    rows: HashMap<String, BTreeMap<usize, Vec<RowResult>>>,
}

impl Results {
    /// Replays the acts, oldest first.
    #[must_use]
    pub fn of<K: Clone + Eq + Hash>(acts: &[Act<K>]) -> Self {
        let mut states: HashMap<K, BTreeMap<(String, usize), RowResult>> = HashMap::new();
        let mut nobody: Vec<(String, usize, RowResult)> = Vec::new();
        for act in acts {
            for row in &act.rows {
                let Some(plan) = act.plan else {
                    let known = row.key.as_ref().and_then(|key| states.get_mut(key));
                    for state in known.into_iter().flat_map(BTreeMap::values_mut) {
                        undone(act, row, state);
                    }
                    continue;
                };
                for id in &row.review_rows {
                    let Some(key) = &row.key else {
                        let why = row.why.clone();
                        let outcome = row.outcome;
                        let result = RowResult::NotRemoved { outcome, why };
                        nobody.push((id.clone(), plan, result));
                        continue;
                    };
                    let of_key = states.entry(key.clone()).or_default();
                    // An earlier plan may have taken the same away for the same row.
                    let before = of_key.iter().filter(|((row, _), _)| row == id);
                    let before = before.max_by_key(|((_, plan), _)| *plan);
                    let before = before.map(|(_, state)| state.clone());
                    let after = carried_out(act, row, before);
                    if matches!(after, RowResult::Removed { .. }) {
                        // A later plan may be made already, of which no run carried this out.
                        of_key.iter_mut().for_each(|((row, later), state)| {
                            if row == id && *later > plan && is_open(state) {
                                *state = after.clone();
                            }
                        });
                    }
                    of_key.insert((id.clone(), plan), after);
                }
            }
        }
        let keyed = states.into_values().flatten();
        let keyed = keyed.map(|((id, plan), state)| (id, plan, state));
        let mut rows: HashMap<String, BTreeMap<usize, Vec<RowResult>>> = HashMap::new();
        for (id, plan, state) in keyed.chain(nobody) {
            let of_row = rows.entry(id).or_default();
            of_row.entry(plan).or_default().push(state);
        }
        Self { rows }
    }

    /// Of a row to remove: whether its access is gone, as the last plan that is about it says.
    #[must_use]
    pub fn of_removal(&self, row: &str) -> RowResult {
        let plans = self.rows.get(row).into_iter().flat_map(BTreeMap::values);
        let worst = |states: &'_ Vec<RowResult>| {
            let worst = states.iter().min_by_key(|state| state.rank());
            worst.cloned()
        };
        let mut latest_first = plans.rev().filter_map(worst);
        match latest_first.next() {
            // What an earlier plan took, a later one finds gone, by another name where it took a group that gave an app.
            Some(RowResult::AlreadyGone) => latest_first
                .find(|earlier| *earlier != RowResult::AlreadyGone)
                .filter(|earlier| matches!(earlier, RowResult::Removed { .. }))
                .unwrap_or(RowResult::AlreadyGone),
            Some(last) => last,
            None => RowResult::Unknown {
                why: "no plan says which of its changes is about this row".to_owned(),
            },
        }
    }

    /// Of a row that is not to be removed: whether the run of an earlier plan took something away all the same.
    #[must_use]
    pub fn of_stay(&self, row: &str) -> RowResult {
        let all = self.rows.get(row).into_iter().flat_map(BTreeMap::values);
        let states: Vec<&RowResult> = all.flatten().collect();
        let find = |wanted: fn(&RowResult) -> bool| states.iter().find(|state| wanted(state));
        find(|state| matches!(state, RowResult::Removed { .. }))
            .or_else(|| find(|state| matches!(state, RowResult::Unknown { .. })))
            .or_else(|| find(|state| matches!(state, RowResult::GivenBack { .. })))
            .map_or(RowResult::Stays, |state| (*state).clone())
    }
}

fn is_open(state: &RowResult) -> bool {
    let RowResult::NotRemoved { outcome, .. } = state else {
        return false;
    };
    *outcome == RowOutcome::Open
}

/// The state after an act of the review's own.
fn carried_out<K>(act: &Act<K>, row: &ActRow<K>, before: Option<RowResult>) -> RowResult {
    let why = row.why.clone();
    let was_gone = matches!(
        before,
        Some(RowResult::Removed { .. } | RowResult::AlreadyGone)
    );
    match (row.outcome, &act.run, before) {
        (RowOutcome::Done, Some(run), _) => RowResult::Removed { run: run.clone() },
        (RowOutcome::Unknown, ..) => RowResult::Unknown { why },
        (RowOutcome::Unchanged, _, Some(before)) if was_gone => before,
        (RowOutcome::Unchanged, ..) => RowResult::AlreadyGone,
        // What was not in question says nothing new.
        (_, _, Some(before)) if was_gone && !row.is_change => before,
        (outcome, ..) => RowResult::NotRemoved { outcome, why },
    }
}

/// The state after an undo, or the undo of one.
fn undone<K>(act: &Act<K>, row: &ActRow<K>, state: &mut RowResult) {
    let run = act.run.clone().unwrap_or_default();
    let was_there = matches!(
        state,
        RowResult::Stays | RowResult::AlreadyGone | RowResult::NotRemoved { .. }
    );
    if was_there {
        return;
    }
    match (row.outcome, row.takes) {
        (RowOutcome::Done | RowOutcome::Unchanged, false) => *state = RowResult::GivenBack { run },
        (RowOutcome::Done, true) => *state = RowResult::Removed { run },
        (RowOutcome::Unknown, _) => {
            *state = RowResult::Unknown {
                why: row.why.clone(),
            };
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
