//! From the rows of a list to the rows of a plan.

use std::collections::{HashMap, HashSet};

use atlctl_core::change::facet::lifecycle::Lifecycle;
use atlctl_core::change::{Facet, FacetKind, Value};
use atlctl_core::input::{ActionWord, ActionWords, Cells, Problem, Reason};
use atlctl_core::plan::{Found, Wanted};

use super::action::{Aims, Unusable};
use super::columns::{Column, RowCells};
use super::left_alone::LeftAlone;
use crate::changes::PeopleChange;
use crate::changes::verbs::Aim;
use crate::error::CliResult;

/// A row of the list that changes something.
pub(super) struct ListRow {
    found: Found,
    action: &'static str,
    aim: Aim,
    reason: Option<String>,
}

/// The rows of a list.
#[derive(Default)]
pub(super) struct ListRows {
    rows: Vec<ListRow>,
    pub(super) problems: Vec<Problem>,
    pub(super) left_alone: LeftAlone,
    /// Rows that say again what an earlier one says.
    pub(super) repeated: u64,
    /// Lines of rows that are left alone.
    alone: HashSet<u64>,
}

/// Whom, and what of them, a row changes: two rows of the same must not want different values.
type Key = (String, FacetKind, Vec<String>);

impl ListRows {
    /// Reads each row.
    ///
    /// # Errors
    /// When no row can be used: the directory is not known, or Atlassian fails.
    pub(super) fn read(
        found: Vec<Found>,
        cells: &Cells,
        words: &ActionWords,
        aims: &mut Aims<'_>,
    ) -> CliResult<Self> {
        let mut read = Self::default();
        let mut seen: HashMap<Key, (Value, Option<u64>, &'static str)> = HashMap::new();
        let mut contradictory: HashSet<u64> = HashSet::new();
        for found in found {
            let line = found.given.line;
            let row = RowCells { cells, line };
            let cell = row.get(Column::Action).unwrap_or_default();
            let action = match words.read(cell) {
                ActionWord::Action(action) => action,
                ActionWord::LeaveAlone(word) => {
                    read.leave(line, word);
                    continue;
                }
                ActionWord::Misspelled(known) => {
                    let why = format!("is not an action; did you mean \"{known}\"?");
                    read.problem(line, &action_problem(row, cell, why));
                    continue;
                }
            };
            let aim = match aims.of(action, row)? {
                Ok(aim) => aim,
                Err(unusable) => {
                    read.problem(line, &unusable);
                    continue;
                }
            };
            let key = (person(&found), aim.facet.kind, about(&aim.facet));
            match seen.get(&key) {
                Some((to, ..)) if *to == aim.to => {
                    read.repeated += 1;
                    continue;
                }
                Some((_, earlier, other)) => {
                    let at = earlier.map_or("?".to_owned(), |line| line.to_string());
                    let why = format!("contradicts line {at}, which says \"{other}\"");
                    read.problem(line, &action_problem(row, action, why));
                    contradictory.extend(*earlier);
                }
                None => {
                    seen.insert(key, (aim.to.clone(), line, action));
                    read.rows.push(ListRow {
                        found,
                        action,
                        aim,
                        reason: row.get(Column::Reason).map(str::to_owned),
                    });
                }
            }
        }
        read.drop_contradictory(&contradictory, cells);
        Ok(read)
    }

    /// Which of two rows is meant cannot be known: neither is used.
    fn drop_contradictory(&mut self, lines: &HashSet<u64>, cells: &Cells) {
        let is_one = |row: &ListRow| {
            row.found
                .given
                .line
                .is_some_and(|line| lines.contains(&line))
        };
        let dropped: Vec<(Option<u64>, &str)> = self
            .rows
            .iter()
            .filter(|row| is_one(row))
            .map(|row| (row.found.given.line, row.action))
            .collect();
        self.rows.retain(|row| !is_one(row));
        for (line, action) in dropped {
            let why = "contradicts a later line".to_owned();
            self.problem(line, &action_problem(RowCells { cells, line }, action, why));
        }
    }

    /// Counts a row that is left alone, once.
    pub(super) fn leave(&mut self, line: Option<u64>, word: String) {
        if line.is_none_or(|line| self.alone.insert(line)) {
            self.left_alone.add(word);
        }
    }

    fn problem(&mut self, line: Option<u64>, unusable: &Unusable) {
        self.problems.push(Problem {
            line: line.unwrap_or_default(),
            column: unusable.column.clone(),
            value: unusable.value.clone(),
            reason: Reason::Command(unusable.why.clone()),
        });
    }

    /// The rows of the plan.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn wanted(self, change: &PeopleChange<'_>) -> CliResult<(Vec<Wanted>, Reasons)> {
        let mut wanted = Vec::with_capacity(self.rows.len());
        let mut reasons = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            wanted.push(change.wanted(row.found, &row.aim.facet, Some(row.aim.to))?);
            reasons.push(row.reason);
        }
        Ok((wanted, Reasons(reasons)))
    }
}

/// Why each row is there, as the list says.
pub(super) struct Reasons(Vec<Option<String>>);

impl Reasons {
    /// Adds them to the rows.
    pub(super) fn add_to(self, wanted: &mut [Wanted]) {
        for (row, reason) in wanted.iter_mut().zip(self.0) {
            row.change_reason = reason;
        }
    }
}

/// What tells a person from others: the account, else as the list names them.
pub(super) fn person(found: &Found) -> String {
    let known = found.person.as_ref().map(|one| one.account_id.as_str());
    let given = &found.given;
    let email = given.email.as_deref().map(atlctl_core::input::key);
    let named = || email.or(given.account.clone()).unwrap_or_default();
    known.map_or_else(named, str::to_owned)
}

/// What a facet is about, for telling contradictions: an account has one life, whatever is said to its owner.
fn about(facet: &Facet) -> Vec<String> {
    if facet.kind == FacetKind::of(&Lifecycle) {
        Vec::new()
    } else {
        facet.of.clone()
    }
}

fn action_problem(row: RowCells<'_>, value: &str, why: String) -> Unusable {
    Unusable {
        column: row.heading(Column::Action).map(str::to_owned),
        value: value.to_owned(),
        why,
    }
}
