//! What a command reads from a list beside the people.

use std::collections::{BTreeSet, HashSet};

use atlctl_core::input::{Cells, People, Person, Position, Problem, Reason, no_value};

use super::unread_values::Takes;

/// The columns that a command reads, and which of their cells it cannot use.
#[derive(Clone, Copy)]
pub struct ReadCells<'a> {
    /// Each column, with its names.
    pub columns: &'a [&'a [&'a str]],
    /// The problems of the cells in a person's row.
    pub problems: &'a dyn Fn(&Cells, &Person) -> Vec<Problem>,
    /// What the command takes from these columns, so that others about it are not left unread without a word.
    pub takes: &'a [Takes],
    /// Headings of a list that has what the command cannot do without.
    pub headings: Option<&'static str>,
    /// Why a row cannot name several people, where its cells are of one person.
    pub of_one: Option<&'static str>,
    /// Whether people who are not in the list are changed, so that nobody may be missed in it.
    pub whole: bool,
}

impl ReadCells<'_> {
    /// No column.
    pub const NONE: ReadCells<'static> = ReadCells::of(&[]);

    /// These columns, of which each cell can be used.
    #[must_use]
    pub const fn of<'a>(columns: &'a [&'a [&'a str]]) -> ReadCells<'a> {
        ReadCells {
            columns,
            problems: &|_, _| Vec::new(),
            takes: &[],
            headings: None,
            of_one: None,
            whole: false,
        }
    }

    /// No column, of a list by which others are changed.
    pub const WHOLE: ReadCells<'static> = ReadCells {
        whole: true,
        ..ReadCells::NONE
    };

    /// Takes the people whose cells cannot be used out of the list, each as a problem.
    pub(super) fn check(&self, cells: &Cells, list: &mut People) {
        let several = match self.of_one {
            Some(_) if cells.heading(0).is_some() => list.rows_of_several(),
            _ => HashSet::new(),
        };
        let problems = &mut list.problems;
        let mut said: HashSet<Position> = HashSet::new();
        let mut left_out = Vec::new();
        list.people.retain(|person| {
            let mut found = not_values(cells, self.columns.len(), person.at);
            if found.is_empty() {
                found = (self.problems)(cells, person);
            }
            let of_several = person.at.filter(|at| several.contains(at));
            if let (Some(at), Some(why), Some(cell)) =
                (of_several, self.of_one, cells.get(person.at, 0))
            {
                found = vec![Problem {
                    at,
                    column: cells.heading(0).map(str::to_owned),
                    value: cell.to_owned(),
                    reason: Reason::Command(why.to_owned()),
                }];
            }
            let fits = found.is_empty();
            // One row has one problem: the others of it are left out with the first.
            if of_several.is_some_and(|at| !found.is_empty() && !said.insert(at)) {
                found.clear();
            }
            for problem in found {
                // A row may name several people.
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
            if !fits {
                left_out.push(person.clone());
            }
            fits
        });
        self.check_unusable(cells, list);
        list.leave_out(left_out);
    }

    /// Adds what is wrong with the cells of rows whose person cannot be used: else it is found only once the person is
    /// corrected.
    fn check_unusable(&self, cells: &Cells, list: &mut People) {
        let with_people: HashSet<Position> = list.people.iter().filter_map(|one| one.at).collect();
        let rows: BTreeSet<Position> = list.problems.iter().map(|one| one.at).collect();
        let known: HashSet<(Position, Option<String>)> = list
            .problems
            .iter()
            .map(|one| (one.at, one.column.clone()))
            .collect();
        for at in rows.into_iter().filter(|at| !with_people.contains(at)) {
            let nobody = Person {
                at: Some(at),
                email: None,
                account: None,
            };
            let mut found = not_values(cells, self.columns.len(), nobody.at);
            if found.is_empty() {
                found = (self.problems)(cells, &nobody);
            }
            // A problem without a column is about the person.
            found.retain(|one| {
                one.column.is_some() && !known.contains(&(one.at, one.column.clone()))
            });
            list.problems.extend(found);
        }
        list.problems.sort_by_key(|problem| problem.at);
    }
}

/// The first cell of a row that says no value as programs do, such as `#N/A`, among those of so many columns.
fn not_values(cells: &Cells, columns: usize, at: Option<Position>) -> Vec<Problem> {
    let found = (0..columns).find_map(|column| {
        let cell = cells.get(at, column)?;
        Some((column, cell, no_value(cell)?))
    });
    let found = found.map(|(column, value, why)| Problem {
        at: at.unwrap_or(Position::line(0)),
        column: cells.heading(column).map(str::to_owned),
        value: value.to_owned(),
        reason: Reason::Command(why.to_owned()),
    });
    found.into_iter().collect()
}
