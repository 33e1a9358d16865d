//! What a command reads from a list beside the people.

use atlctl_core::input::{Cells, People, Person, Problem};

/// The columns that a command reads, and which of their cells it cannot use.
#[derive(Clone, Copy)]
pub struct ReadCells<'a> {
    /// Each column, with its names.
    pub columns: &'a [&'a [&'a str]],
    /// The problem of the cells in a person's row.
    pub problem: &'a dyn Fn(&Cells, &Person) -> Option<Problem>,
}

impl ReadCells<'_> {
    /// No column.
    pub const NONE: ReadCells<'static> = ReadCells::of(&[]);

    /// These columns, of which each cell can be used.
    #[must_use]
    pub const fn of<'a>(columns: &'a [&'a [&'a str]]) -> ReadCells<'a> {
        ReadCells {
            columns,
            problem: &|_, _| None,
        }
    }

    /// Takes the people whose cells cannot be used out of the list, each as a problem.
    pub(super) fn check(&self, cells: &Cells, list: &mut People) {
        let People {
            people, problems, ..
        } = list;
        people.retain(|person| {
            let problem = (self.problem)(cells, person);
            let fits = problem.is_none();
            problems.extend(problem);
            fits
        });
        problems.sort_by_key(|problem| problem.at);
    }
}
