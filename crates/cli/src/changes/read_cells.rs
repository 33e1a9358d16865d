//! What a command reads from a list beside the people.

use atlctl_core::input::{Cells, People, Person, Problem};

/// The columns that a command reads, and which of their cells it cannot use.
#[derive(Clone, Copy)]
pub struct ReadCells<'a> {
    /// Each column, with its names.
    pub columns: &'a [&'a [&'a str]],
    /// The problems of the cells in a person's row.
    pub problems: &'a dyn Fn(&Cells, &Person) -> Vec<Problem>,
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
        }
    }

    /// Takes the people whose cells cannot be used out of the list, each as a problem.
    pub(super) fn check(&self, cells: &Cells, list: &mut People) {
        let People {
            people, problems, ..
        } = list;
        people.retain(|person| {
            let found = (self.problems)(cells, person);
            let fits = found.is_empty();
            for problem in found {
                // A row may name several people.
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
            fits
        });
        problems.sort_by_key(|problem| problem.at);
    }
}
