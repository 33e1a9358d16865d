//! What reviewers decided.

use std::collections::{BTreeMap, HashMap};

use super::ReviewRow;

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The access stays.
    Keep,
    /// The access is taken away.
    Remove,
}

impl Decision {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Remove => "remove",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Keep, Self::Remove]
            .into_iter()
            .find(|decision| decision.word() == word)
    }
}

/// What a reviewer said about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The decision; `None` for `?`, for an empty cell, and for what cannot be used.
    pub decision: Option<Decision>,
    /// The reviewer's note.
    pub note: Option<String>,
    /// The list it stands in.
    pub file: String,
    /// The line.
    pub line: u64,
    /// What cannot be used.
    pub unusable: Option<Unusable>,
}

/// An answer that is no decision, as evidence of what was returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// What the cell of the decision says.
    pub said: String,
    /// What is wrong with the row.
    pub why: String,
}

/// Answers, by the ID of the row.
pub type Answers = HashMap<String, Answer>;

/// A decision that a later list took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// The row.
    pub row: String,
    /// What was decided.
    pub decision: Decision,
}

/// Several rounds of answers as one: a later answer replaces an earlier one, also a "?", an empty cell and what cannot be
/// used, after which the row is undecided. Which decisions were taken back so, by row.
#[must_use]
pub fn latest(rounds: impl IntoIterator<Item = Answers>) -> (Answers, Vec<TakenBack>) {
    let mut all = Answers::new();
    let mut decided: BTreeMap<String, Decision> = BTreeMap::new();
    for round in rounds {
        for (row, answer) in round {
            if let Some(decision) = answer.decision {
                decided.insert(row.clone(), decision);
            }
            all.insert(row, answer);
        }
    }
    let is_open = |row: &String| all.get(row).is_some_and(|last| last.decision.is_none());
    let taken = decided.into_iter().filter(|(row, _)| is_open(row));
    let taken = taken.map(|(row, decision)| TakenBack { row, decision });
    let taken = taken.collect();
    (all, taken)
}

/// How many rows were answered how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// Rows to keep.
    pub keep: u64,
    /// Rows to remove.
    pub remove: u64,
    /// Rows that were returned without a decision.
    pub open: u64,
    /// Rows that were returned with something that cannot be used.
    pub unusable: u64,
    /// Rows that were not returned.
    pub missing: u64,
}

impl Answered {
    /// Counts the rows.
    #[must_use]
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a ReviewRow>, answers: &Answers) -> Self {
        let mut counts = Self::default();
        for row in rows {
            let count = match answers.get(&row.row) {
                Some(answer) => match answer.decision {
                    Some(Decision::Keep) => &mut counts.keep,
                    Some(Decision::Remove) => &mut counts.remove,
                    None if answer.unusable.is_some() => &mut counts.unusable,
                    None => &mut counts.open,
                },
                None => &mut counts.missing,
            };
            *count += 1;
        }
        counts
    }

    /// Rows without a decision.
    #[must_use]
    pub fn undecided(&self) -> u64 {
        self.open + self.unusable + self.missing
    }

    /// Rows with one.
    #[must_use]
    pub fn decided(&self) -> u64 {
        self.keep + self.remove
    }
}
