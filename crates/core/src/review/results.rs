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
        let last = self.rows.get(row).and_then(|plans| plans.values().last());
        let worst = last.and_then(|states| states.iter().min_by_key(|state| state.rank()));
        worst.cloned().unwrap_or_else(|| RowResult::Unknown {
            why: "no plan says which of its changes is about this row".to_owned(),
        })
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
mod tests {
    use super::*;

    fn row(key: &'static str, of: &str, outcome: RowOutcome) -> ActRow<&'static str> {
        ActRow {
            key: Some(key),
            review_rows: vec![of.to_owned()],
            is_change: !matches!(outcome, RowOutcome::Unchanged),
            takes: true,
            outcome,
            why: String::new(),
        }
    }

    fn act(
        plan: Option<usize>,
        run: Option<&str>,
        rows: &[ActRow<&'static str>],
    ) -> Act<&'static str> {
        Act {
            plan,
            run: run.map(str::to_owned),
            rows: rows.to_vec(),
        }
    }

    #[test]
    fn whom_an_earlier_plan_removed_is_not_kept() {
        let results = Results::of(&[
            act(
                Some(1),
                None,
                &[
                    row("c", "r3", RowOutcome::Open),
                    row("d", "r4", RowOutcome::Refused),
                ],
            ),
            act(
                Some(0),
                Some("1"),
                &[
                    row("a", "r1", RowOutcome::Done),
                    row("b", "r2", RowOutcome::Failed),
                    row("c", "r3", RowOutcome::Done),
                ],
            ),
        ]);
        assert_eq!(results.of_stay("r1").word(), "removed");
        assert_eq!(results.of_stay("r1").run(), Some("1"));
        assert_eq!(results.of_stay("r2"), RowResult::Stays);
        assert_eq!(results.of_stay("r9"), RowResult::Stays);
        assert_eq!(results.of_removal("r4").word(), "refused");
        // No plan that is about it: nothing is known.
        assert_eq!(results.of_removal("r9").word(), "unknown");
    }

    #[test]
    fn what_went_in_another_way_is_not_kept() {
        let lost = |run: Option<&str>| AccessStanding::Lost {
            run: run.map(str::to_owned),
        };
        let refused = RowResult::NotRemoved {
            outcome: RowOutcome::Refused,
            why: "is suspended".to_owned(),
        };
        let removed = RowResult::Removed {
            run: "1".to_owned(),
        };
        let of = |mut result: RowResult, standing| {
            result.as_of(standing, "not known");
            (result.word(), result.why().to_owned())
        };
        let plain = |word: &'static str| (word, String::new());
        assert_eq!(of(RowResult::Stays, AccessStanding::Has), plain("kept"));
        assert_eq!(of(RowResult::Stays, lost(None)), plain("gone"));
        assert_eq!(of(RowResult::Stays, lost(Some("2"))), plain("removed"));
        assert_eq!(of(refused.clone(), lost(None)), plain("already gone"));
        assert_eq!(of(refused.clone(), lost(Some("2"))), plain("removed"));
        assert_eq!(of(removed, AccessStanding::Unknown), plain("removed"));
        let unknown = of(refused, AccessStanding::Unknown);
        assert_eq!(unknown.1, "refused: is suspended; not known");
        assert_eq!(of(RowResult::Stays, AccessStanding::Unknown).0, "unknown");
    }

    #[test]
    fn the_run_of_an_earlier_plan_counts_after_a_later_one_is_made() {
        let results = Results::of(&[
            act(Some(1), None, &[row("a", "r1", RowOutcome::Open)]),
            act(Some(0), Some("1"), &[row("a", "r1", RowOutcome::Done)]),
        ]);
        assert_eq!(results.of_removal("r1").run(), Some("1"));
    }

    #[test]
    fn a_later_plan_finds_what_an_earlier_one_removed() {
        let results = Results::of(&[
            act(Some(0), Some("1"), &[row("a", "r1", RowOutcome::Done)]),
            act(Some(1), Some("2"), &[row("a", "r1", RowOutcome::Unchanged)]),
        ]);
        let removed = RowResult::Removed {
            run: "1".to_owned(),
        };
        assert_eq!(results.of_removal("r1"), removed);
    }

    #[test]
    fn the_access_is_gone_when_all_its_changes_are_done() {
        let results = Results::of(&[act(
            Some(0),
            Some("1"),
            &[
                row("a", "r1", RowOutcome::Done),
                row("b", "r1", RowOutcome::Refused),
                row("c", "r2", RowOutcome::Done),
                row("d", "r2", RowOutcome::Unchanged),
                row("e", "r3", RowOutcome::Done),
                row("f", "r3", RowOutcome::Unknown),
            ],
        )]);
        assert_eq!(results.of_removal("r1").word(), "refused");
        assert_eq!(results.of_removal("r2").word(), "removed");
        assert_eq!(results.of_removal("r3").word(), "unknown");
        // Something of it is gone.
        assert_eq!(results.of_stay("r1").word(), "removed");
    }

    #[test]
    fn an_undo_gives_back_and_a_later_run_takes_again() {
        let taken = act(Some(0), Some("1"), &[row("a", "r1", RowOutcome::Done)]);
        let gives = ActRow {
            takes: false,
            ..row("a", "", RowOutcome::Done)
        };
        let back = act(None, Some("2"), &[gives]);
        let again = act(Some(0), Some("3"), &[row("a", "r1", RowOutcome::Done)]);
        let undone = Results::of(&[taken.clone(), back.clone()]);
        assert_eq!(undone.of_removal("r1").word(), "given back");
        assert_eq!(undone.of_stay("r1").word(), "given back");
        let again = Results::of(&[taken.clone(), back.clone(), again]);
        assert_eq!(again.of_removal("r1").run(), Some("3"));
        let undo_of_undo = act(None, Some("3"), &[row("a", "", RowOutcome::Done)]);
        let again = Results::of(&[taken, back, undo_of_undo]);
        assert_eq!(again.of_stay("r1").run(), Some("3"));
    }

    #[test]
    fn a_change_for_another_row_is_not_this_rows() {
        // The first plan takes the group from both rows, the second only for the other.
        let both = ActRow {
            review_rows: vec!["app".to_owned(), "group".to_owned()],
            ..row("a", "", RowOutcome::Open)
        };
        let results = Results::of(&[
            act(Some(0), None, &[both]),
            act(Some(1), Some("1"), &[row("a", "group", RowOutcome::Done)]),
        ]);
        assert_eq!(results.of_stay("app"), RowResult::Stays);
        assert_eq!(results.of_removal("group").word(), "removed");
    }
}
