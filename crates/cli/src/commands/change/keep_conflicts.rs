//! Rows that leave somebody alone whom another row changes: which of the two is meant cannot be known.

use std::collections::HashMap;

use atlctl_core::input::{Cells, Position, says_no_value};

use super::columns::{Column, RowCells, same};
use super::other_columns::reads;

/// Words that say nothing of a person, beside dashes and blanks.
const NOTHING: [&str; 3] = ["n/a", "na", "none"];

/// The rows that are left alone.
#[derive(Default)]
pub(super) struct Kept(Vec<KeptRow>);

/// A row that is left alone.
pub(super) struct KeptRow {
    /// What tells its person from others.
    person: String,
    /// Where it is.
    pub(super) at: Option<Position>,
    /// What it says; empty for nothing.
    pub(super) word: String,
}

/// A row that changes somebody: the person, its place, and its action.
pub(super) type ChangingRow<'a> = (String, Option<Position>, &'a str);

impl Kept {
    /// Notes a row that says this of a person.
    pub(super) fn add(&mut self, person: String, at: Option<Position>, word: String) {
        self.0.push(KeptRow { person, at, word });
    }

    /// The rows, each with those that it contradicts.
    pub(super) fn beside<'a>(
        self,
        rows: impl Iterator<Item = ChangingRow<'a>>,
        cells: &Cells,
    ) -> Vec<(KeptRow, Vec<ChangingRow<'a>>)> {
        let mut by_person: HashMap<String, Vec<ChangingRow<'a>>> = HashMap::new();
        for row in rows {
            by_person.entry(row.0.clone()).or_default().push(row);
        }
        let each = self.0.into_iter().map(|kept| {
            let word = kept.word.as_str();
            let is_question = word.contains('?');
            let says_nothing = says_no_value(word) && !is_question || NOTHING.contains(&word);
            let of_person = by_person.get(&kept.person).filter(|_| !says_nothing);
            let others = of_person.into_iter().flatten();
            let others = others.filter(|row| !is_of_another_thing(kept.at, row, cells));
            let others = others.cloned().collect();
            (kept, others)
        });
        each.collect()
    }
}

/// Whether a row leaves alone another group, role, app or policy than the other row changes.
fn is_of_another_thing(kept: Option<Position>, row: &ChangingRow<'_>, cells: &Cells) -> bool {
    let (_, at, action) = row;
    let cell = |at: Option<Position>, column: Column| {
        let row = RowCells { cells, at };
        let mut values = same(column).into_iter().filter_map(|one| row.get(one));
        values.next().map(str::to_lowercase)
    };
    let is_thing = |column: &Column| !matches!(column, Column::Profile(_) | Column::NewEmail);
    let mut things = reads(action).into_iter().filter(is_thing);
    things.any(|column| {
        let (one, other) = (cell(kept, column), cell(*at, column));
        one.is_some() && other.is_some() && one != other
    })
}
