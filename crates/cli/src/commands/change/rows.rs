//! From the rows of a list to the rows of a plan.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::email::Email;
use atlctl_core::input::{
    ActionWord, ActionWords, Cells, Position, Problem, Reason, names_somebody,
};
use atlctl_core::plan::{Found, Wanted};
use atlctl_core::store::App;

use super::action::{Aims, Does, OFFBOARD};
use super::columns::{Column, RowCells};
use super::contradictions::{Before, Seen};
use super::keep_conflicts::Kept;
use super::other_columns::{forbidden, missed, no_value_read};
use super::rows_left_alone::LeftAlone;
use super::unusable_rows::Unusable;
use crate::changes::{AccessPlace, DirectoryOption, PeopleChange};
use crate::commands::role::tell_ways;
use crate::commands::user::{FOR_SEVERAL, Offboarding, RemovedApp, renamed_before};
use crate::error::CliResult;

/// A row of the list that changes something.
pub(super) struct ListRow {
    found: Found,
    action: &'static str,
    does: Does,
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
    /// What the reader of the plan must know of the apps that rows name.
    pub(super) notes: Vec<String>,
    /// Rows that are left alone.
    alone: HashSet<Position>,
}

impl ListRows {
    /// Reads each row. `is_chosen`: whether the user says which column names the people, and so that others tell
    /// something else. `unusable`: rows of which nobody can be changed, since their person is no person.
    ///
    /// # Errors
    /// When no row can be used: the directory is not known, or Atlassian fails.
    pub(super) fn read(
        found: Vec<Found>,
        cells: &Cells,
        (words, is_chosen): (&ActionWords, bool),
        aims: &mut Aims<'_>,
        unusable: &BTreeSet<Position>,
    ) -> CliResult<Self> {
        let mut read = Self::default();
        let mut seen = Seen::default();
        let mut people = Actions::default();
        let mut contradictory: HashSet<Position> = HashSet::new();
        let several = rows_of_several(&found);
        let mut kept = Kept::default();
        for found in found {
            let at = found.given.at;
            let row = RowCells { cells, at };
            let cell = row.get(Column::Action).unwrap_or_default();
            let action = match words.read(cell) {
                ActionWord::Action(action) => action,
                ActionWord::LeaveAlone(_) if names_somebody(cell) => {
                    let why = "is not an action: it names a person".to_owned();
                    read.problem(at, &action_problem(row, cell, why));
                    continue;
                }
                ActionWord::LeaveAlone(word) => {
                    kept.add(person(&found), at, word);
                    continue;
                }
                ActionWord::Within(actions) => {
                    let why = not_alone(&actions);
                    read.problem(at, &action_problem(row, cell, why));
                    continue;
                }
                ActionWord::Elsewhere(help) => {
                    let why = format!("is not an action of a list; {help}");
                    read.problem(at, &action_problem(row, cell, why));
                    continue;
                }
                ActionWord::Misspelled(known) => {
                    let why = format!("is not an action; did you mean \"{known}\"?");
                    read.problem(at, &action_problem(row, cell, why));
                    continue;
                }
            };
            let unusable = missed(action, row, found.given.email.as_deref());
            let unusable = unusable.or_else(|| no_value_read(action, row));
            let forbidden = || (!is_chosen).then(|| forbidden(row)).flatten();
            if let Some(unusable) = unusable.or_else(forbidden) {
                read.problem(at, &unusable);
                read.names_too(aims, action, row, Some(&unusable))?;
                continue;
            }
            let reason = row.get(Column::Reason).map(str::to_owned);
            match people.add(person(&found), action, at) {
                Beside::Nothing => {}
                Beside::Same => {
                    read.repeated += 1;
                    continue;
                }
                Beside::Other(earlier) => {
                    let (_, other) = earlier.first().copied().unwrap_or((None, action));
                    let place_of = |(at, _): &(Option<Position>, &str)| *at;
                    let before = earlier.iter().find_map(place_of);
                    let why = contradiction(before, other);
                    read.problem(at, &action_problem(row, action, why));
                    contradictory.extend(earlier.iter().filter_map(place_of));
                    continue;
                }
            }
            let does = match aims.of(action, row, &found.given)? {
                Ok(does) => does,
                Err(unusable) => {
                    read.problem(at, &unusable);
                    continue;
                }
            };
            if does.is_empty() {
                read.leave(at, action.to_owned());
                continue;
            }
            let mut is_new = false;
            let mut contradicted = false;
            for does in does {
                let found = match &does {
                    Does::One(aim) if aim.facet.kind == FacetKind::of(&Email) => {
                        if at.is_some_and(|at| several.contains(&at)) {
                            let cell = row.get(Column::NewEmail).unwrap_or_default();
                            let why = FOR_SEVERAL.to_owned();
                            read.problem(at, &action_problem(row, cell, why));
                            contradicted = true;
                            break;
                        }
                        renamed_before(found.clone(), &aim.to)
                    }
                    _ => found.clone(),
                };
                match seen.add(&person(&found), &does, (at, action)) {
                    Before::Nothing => {
                        is_new = true;
                        read.rows.push(ListRow {
                            found,
                            action,
                            does,
                            reason: reason.clone(),
                        });
                    }
                    Before::Same => {}
                    Before::Contradicts(earlier, other) => {
                        let why = contradiction(earlier, other);
                        read.problem(at, &action_problem(row, action, why));
                        contradictory.extend(earlier.into_iter().chain(at));
                        contradicted = true;
                        break;
                    }
                }
            }
            read.repeated += u64::from(!is_new && !contradicted);
        }
        read.drop_contradictory(&contradictory, cells);
        read.settle(kept, cells);
        for at in unusable {
            let at = Some(*at);
            let row = RowCells { cells, at };
            let word = words.read(row.get(Column::Action).unwrap_or_default());
            if let ActionWord::Action(action) = word {
                let said = no_value_read(action, row);
                if let Some(unusable) = &said {
                    read.problem(at, unusable);
                }
                read.names_too(aims, action, row, said.as_ref())?;
            }
        }
        Ok(read)
    }

    /// Adds what a row names that cannot be used, so that it is not found only once the rest of the row is corrected.
    /// `said`: what is said of its cells already.
    fn names_too(
        &mut self,
        aims: &mut Aims<'_>,
        action: &str,
        row: RowCells<'_>,
        said: Option<&Unusable>,
    ) -> CliResult<()> {
        let other = aims.unusable(action, row)?;
        let other = other.filter(|other| said.is_none_or(|said| said.column != other.column));
        if let Some(other) = other {
            self.problem(row.at, &other);
        }
        Ok(())
    }

    /// Which of two rows is meant cannot be known: neither is used.
    fn drop_contradictory(&mut self, rows: &HashSet<Position>, cells: &Cells) {
        let is_one = |row: &ListRow| row.found.given.at.is_some_and(|at| rows.contains(&at));
        let dropped: Vec<(Option<Position>, &str)> = self
            .rows
            .iter()
            .filter(|row| is_one(row))
            .map(|row| (row.found.given.at, row.action))
            .collect();
        self.rows.retain(|row| !is_one(row));
        // One row may want several changes, of which a problem is said already.
        let mut said: HashSet<Position> = self.problems.iter().map(|one| one.at).collect();
        for (at, action) in dropped {
            if at.is_some_and(|at| !said.insert(at)) {
                continue;
            }
            let why = "contradicts a later line".to_owned();
            self.problem(at, &action_problem(RowCells { cells, at }, action, why));
        }
    }

    /// Leaves rows alone, except where another one changes the same person.
    fn settle(&mut self, kept: Kept, cells: &Cells) {
        let rows = self.rows.iter();
        let rows = rows.map(|row| (person(&row.found), row.found.given.at, row.action));
        let beside = kept.beside(rows, cells);
        let mut dropped: HashSet<Option<Position>> = HashSet::new();
        for (kept, others) in beside {
            let Some((_, first, action)) = others.first() else {
                self.leave(kept.at, kept.word);
                continue;
            };
            let row = RowCells { cells, at: kept.at };
            let why = contradiction(*first, action);
            self.problem(kept.at, &action_problem(row, &kept.word, why));
            for (_, at, action) in others {
                if dropped.insert(at) {
                    let why = contradiction(kept.at, &kept.word);
                    let row = RowCells { cells, at };
                    self.problem(at, &action_problem(row, action, why));
                }
            }
        }
        self.rows
            .retain(|row| !dropped.contains(&row.found.given.at));
    }

    /// Whether it offboards anybody.
    pub(super) fn offboards(&self) -> bool {
        self.rows
            .iter()
            .any(|row| matches!(row.does, Does::Offboard))
    }

    /// Counts a row that is left alone, once.
    pub(super) fn leave(&mut self, row: Option<Position>, word: String) {
        if row.is_none_or(|at| self.alone.insert(at)) {
            self.left_alone.add(word);
        }
    }

    fn problem(&mut self, row: Option<Position>, unusable: &Unusable) {
        self.problems.push(Problem {
            at: row.unwrap_or(Position::line(0)),
            column: unusable.column.clone(),
            value: unusable.value.clone(),
            reason: Reason::Command(unusable.why.clone()),
        });
    }

    /// The rows of the plan. `through_shared`: whether people leave groups that give other apps, too. `place`: where
    /// offboarded people lose access.
    ///
    /// # Errors
    /// When the mirror or what offboarded people have cannot be read.
    pub(super) fn wanted(
        self,
        change: &PeopleChange<'_>,
        (directory, through_shared): (&DirectoryOption, bool),
        place: Option<&AccessPlace>,
        reason: Option<&str>,
    ) -> CliResult<Vec<Wanted>> {
        // The rows of the plan, each with the place of its row in the list.
        let mut placed: Vec<(usize, Vec<Wanted>)> = Vec::with_capacity(self.rows.len());
        let (mut places, mut ones) = (Vec::new(), Vec::new());
        let mut leavers: Vec<(Found, Option<String>)> = Vec::new();
        let mut removed: BTreeMap<String, RemovedFrom> = BTreeMap::new();
        for (at, row) in self.rows.into_iter().enumerate() {
            match row.does {
                Does::One(aim) => {
                    places.push(at);
                    ones.push(Wanted {
                        change_reason: row.reason,
                        ..change.wanted(row.found, &aim.facet, Some(aim.to))?
                    });
                }
                Does::RemoveAccess(app) => {
                    let from = removed.entry(app.id.clone());
                    let from = from.or_insert_with(|| (app, Vec::new()));
                    from.1.push((at, row.found, row.reason));
                }
                Does::Invite(rows) => placed.push((at, for_reason(rows, row.reason.as_ref()))),
                Does::Offboard => leavers.push((row.found, row.reason)),
            }
        }
        tell_ways(change, &mut ones)?;
        placed.extend(
            places
                .into_iter()
                .zip(ones.into_iter().map(|one| vec![one])),
        );
        for (app, people) in removed.into_values() {
            let removed = RemovedApp {
                app: &app,
                directory: &directory.find(&change.mirror)?,
                through_shared,
            };
            let found: Vec<&Found> = people.iter().map(|(_, found, _)| found).collect();
            let rows = removed.rows(change, &found)?;
            for ((at, _, reason), rows) in people.iter().zip(rows) {
                placed.push((*at, for_reason(rows, reason.as_ref())));
            }
        }
        placed.sort_by_key(|(at, _)| *at);
        let mut wanted: Vec<Wanted> = placed.into_iter().flat_map(|(_, rows)| rows).collect();
        if let Some(place) = place.filter(|_| !leavers.is_empty()) {
            let people = leavers
                .iter()
                .map(|(found, own)| (found, own.as_deref().or(reason)));
            let mut steps = Offboarding::default().rows(change, place, people)?;
            let reasons: HashMap<String, Option<String>> = leavers
                .iter()
                .map(|(found, own)| (person(found), own.clone()))
                .collect();
            for step in &mut steps {
                step.change_reason = reasons.get(&person(&step.found)).cloned().flatten();
            }
            wanted.append(&mut steps);
        }
        Ok(wanted)
    }
}

/// Which actions a person has in the list so far. Offboarding is all that happens to a person.
#[derive(Default)]
struct Actions(HashMap<String, Vec<(Option<Position>, &'static str)>>);

/// What else the list says of a person.
enum Beside {
    /// Nothing that matters.
    Nothing,
    /// The same action.
    Same,
    /// Something that cannot be beside it, in these rows.
    Other(Vec<(Option<Position>, &'static str)>),
}

impl Actions {
    fn add(&mut self, person: String, action: &'static str, row: Option<Position>) -> Beside {
        let earlier = self.0.entry(person).or_default();
        let offboards = earlier.iter().any(|(_, earlier)| *earlier == OFFBOARD);
        if action == OFFBOARD && offboards {
            return Beside::Same;
        }
        let known = earlier.clone();
        earlier.push((row, action));
        if offboards || action == OFFBOARD && !known.is_empty() {
            return Beside::Other(known);
        }
        Beside::Nothing
    }
}

/// The rows that name several people.
fn rows_of_several(found: &[Found]) -> HashSet<Position> {
    let mut first: HashMap<Position, String> = HashMap::new();
    let each = found.iter().filter_map(|one| Some((one.given.at?, one)));
    each.filter(|(at, one)| {
        let name = person(one);
        *first.entry(*at).or_insert_with(|| name.clone()) != name
    })
    .map(|(at, _)| at)
    .collect()
}

/// Why a text with these actions in it is none.
fn not_alone(actions: &[String]) -> String {
    match actions {
        [one] => {
            format!("is not an action, but contains \"{one}\": write the action alone, or keep")
        }
        several => format!(
            "contains several actions (\"{}\"): write a row for each, or keep",
            several.join("\", \"")
        ),
    }
}

fn contradiction(row: Option<Position>, action: &str) -> String {
    let at = row.map_or("another line".to_owned(), |at| at.to_string());
    format!("contradicts {at}, which says \"{action}\"")
}

/// What tells a person from others: the account, else as the list names them.
pub(super) fn person(found: &Found) -> String {
    let known = found.person.as_ref().map(|one| one.account_id.as_str());
    let given = &found.given;
    let email = given.email.as_deref().map(atlctl_core::input::key);
    let named = || email.or(given.account.clone()).unwrap_or_default();
    known.map_or_else(named, str::to_owned)
}

/// An app, and who loses access to it: their places in the list, and the reasons.
type RemovedFrom = (App, Vec<(usize, Found, Option<String>)>);

/// The rows with the reason of their row in the list.
fn for_reason(mut rows: Vec<Wanted>, reason: Option<&String>) -> Vec<Wanted> {
    for row in &mut rows {
        row.change_reason = reason.cloned();
    }
    rows
}

fn action_problem(row: RowCells<'_>, value: &str, why: String) -> Unusable {
    Unusable {
        column: row.heading(Column::Action).map(str::to_owned),
        value: value.to_owned(),
        why,
    }
}
