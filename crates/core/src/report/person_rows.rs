//! Lists of people: the columns that they have in common.

use super::facts::{Named, Names, can_change};
use super::report_model::{Holds, NextCommand, ReportColumn, ReportList};
use super::request::Request;
use crate::query::Cell;
use crate::sql::SqlError;

const FIRST: [ReportColumn; 2] = [
    ReportColumn::new("email", "Email", Holds::Key),
    ReportColumn::new("name", "Name", Holds::Text),
];
const LAST: ReportColumn = ReportColumn::new("account_id", "Account ID", Holds::Id).on_request();

/// What a list of people is about.
pub(super) struct PersonList<'a> {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// What a row is, in the plural: `people`, or what they hold.
    pub things: &'static str,
    /// What the reader should know of it; may be empty.
    pub about: &'a str,
    /// The columns between the name and the account ID.
    pub columns: &'a [ReportColumn],
    /// How many more may belong to it.
    pub undecided: u64,
    /// The change that one would make of it, when there are rows: what it does, and the command that takes the IDs.
    pub next: Option<(&'a str, Vec<&'a str>)>,
}

impl PersonList<'_> {
    /// The list of these people, each with its own cells.
    pub fn of<T>(
        self,
        request: &Request<'_>,
        people: &[(i64, T)],
        mut cells: impl FnMut(&Named, &T) -> Vec<Cell>,
    ) -> Result<ReportList, SqlError> {
        self.of_each(request, people, |named, more| Ok(cells(named, more)))
    }

    /// The same, where the cells of those who are shown are read one by one.
    pub fn of_each<T>(
        self,
        request: &Request<'_>,
        people: &[(i64, T)],
        mut cells: impl FnMut(&Named, &T) -> Result<Vec<Cell>, SqlError>,
    ) -> Result<ReportList, SqlError> {
        let mut names = Names::new(request)?;
        let mut rows = Vec::with_capacity(people.len().min(request.most()));
        for (no, more) in people.iter().take(request.most()) {
            let named = names.of(*no)?;
            let own = cells(&named, more)?;
            let mut row = Vec::with_capacity(own.len() + 3);
            row.extend([named.email, named.name]);
            row.extend(own);
            row.push(named.account);
            rows.push(row);
        }
        let can_change = match &self.next {
            Some((_, words)) => can_change(request, words)?,
            None => true,
        };
        let next = self.next.filter(|_| !people.is_empty() && can_change);
        Ok(ReportList {
            name: self.name,
            title: self.title,
            things: self.things,
            about: self.about.to_owned(),
            columns: FIRST
                .iter()
                .chain(self.columns)
                .chain([&LAST])
                .copied()
                .collect(),
            rows,
            total: people.len() as u64,
            undecided: self.undecided,
            next: next
                .into_iter()
                .map(|(what, to)| NextCommand {
                    // One pair of brackets is enough.
                    what: match what.strip_suffix(')') {
                        Some(what) => format!("{what}; shows the plan first)"),
                        None => format!("{what} (shows the plan first)"),
                    },
                    command: request.pipe(self.name, &to),
                })
                .collect(),
        })
    }
}

/// A time in seconds as a cell; `Some(None)` is never.
pub(super) fn moment(active: Option<Option<i64>>) -> Cell {
    match active {
        None => Cell::Unknown,
        Some(None) => Cell::Never,
        Some(Some(at)) => jiff::Timestamp::from_second(at)
            .map_or(Cell::Unknown, |time| Cell::Text(time.to_string())),
    }
}
