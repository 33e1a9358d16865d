//! People whom a row names where its reader sees them not, or not as meant: hidden, struck out, or in an attribute.

use super::collect_people::{List, Place, Reading};
use super::mentions::{Entry, entries};
use super::records::Record;
use super::unseen_parts::{is_said, is_struck, set_apart};
use super::{Reason, names_somebody, text_marks};

impl Reading<'_> {
    /// The cells of a row that are read.
    fn read_cells<'r>(&self, row: &'r Record) -> Vec<&'r str> {
        let is_read = |at: usize| {
            self.chosen.everywhere
                || Some(at) == self.chosen.email
                || self.chosen.accounts().any(|one| one == at)
        };
        let is_whole = row.cells.len() == 1 || self.width == Some(1);
        let cells = row.cells.iter().enumerate();
        let read = cells.filter(|(at, _)| is_whole || is_read(*at));
        read.map(|(_, cell)| cell.as_str()).collect()
    }
}

impl List {
    /// Whether the row has such a person in a cell that is read; they are reported.
    pub(super) fn reports_apart(&mut self, row: &Record, how: &Reading<'_>, place: &Place) -> bool {
        let mut read = how.read_cells(row);
        let is_apart = |(at, cell): (usize, &&str)| {
            let others = row.cells.iter().filter(|other| other != cell);
            let is_other = set_apart(cell).is_some_and(|apart| !is_said(&apart, others));
            (is_other || is_struck(cell)).then_some(at)
        };
        let Some(at) = read.iter().enumerate().find_map(is_apart) else {
            return false;
        };
        let cell = read.remove(at);
        self.apart(cell, read, place);
        true
    }

    /// Reports who is hidden, struck out or in an attribute, and adds everyone beside them: the row cannot be used, and
    /// nobody in it is lost.
    fn apart(&mut self, cell: &str, others: Vec<&str>, place: &Place) {
        let mut beside: Vec<String> = others.into_iter().map(str::to_owned).collect();
        if let Some((before, part, reason)) = set_apart(cell) {
            self.problem(place, part, reason);
            beside.push(before.to_owned());
        } else {
            let (struck, rest) = text_marks::struck(cell);
            for part in struck.into_iter().filter(|part| names_somebody(part)) {
                self.problem(place, part, Reason::StruckOut);
            }
            beside.push(rest);
        }
        for entry in beside.iter().flat_map(|text| entries(text)) {
            if !matches!(entry, Entry::Text(_)) {
                self.entry(entry, place);
            }
        }
    }
}
