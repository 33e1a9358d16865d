//! People whom a row names where its reader sees them not, or not as meant: hidden, struck out, or in an attribute.

use super::collect::{List, Place, Reading};
use super::embedded::addresses_in;
use super::mentions::{Entry, entries};
use super::person::key;
use super::records::Record;
use super::{Reason, marks, names_somebody};

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
            let (struck, rest) = marks::struck(cell);
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

/// A cell with a part that is hidden or in an attribute: what stands before it, the part, and which it is.
pub(super) fn set_apart(cell: &str) -> Option<(&str, &str, Reason)> {
    let marks = [
        (marks::HIDDEN, Reason::HiddenCell),
        (marks::ATTRIBUTE, Reason::Attribute),
    ];
    let mut found = marks.into_iter().filter_map(|(mark, reason)| {
        let (before, part) = cell.split_once(mark)?;
        names_somebody(part).then_some((before, part, reason))
    });
    found.next()
}

/// Whether an attribute names nobody but whom other cells of the row name.
fn is_said<'a>(
    (_, part, reason): &(&str, &str, Reason),
    others: impl Iterator<Item = &'a String>,
) -> bool {
    let others: Vec<String> = others.flat_map(|cell| addresses_in(cell)).collect();
    let named = addresses_in(part);
    *reason == Reason::Attribute
        && !named.is_empty()
        && named
            .iter()
            .all(|one| others.iter().any(|other| key(one) == key(other)))
}

/// Whether somebody is struck out in a cell.
fn is_struck(cell: &str) -> bool {
    let (struck, _) = marks::struck(cell);
    struck.into_iter().any(names_somebody)
}
