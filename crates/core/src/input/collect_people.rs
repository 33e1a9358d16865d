//! Collects people from rows: each person once, and every unusable row.

use std::collections::HashMap;

use super::account_id::{account_ids, is_account_id, is_opaque_id};
use super::columns::Chosen;
use super::decode_text::trimmed;
use super::headings::{Headings, plain};
use super::mentions::{Entry, entries, is_address_like, verbatim};
use super::person::{Folded, Person, key};
use super::records::Record;
use super::{Position, Problem, Reason, names_somebody, text_marks};

/// Words that people and programs write for unknown values.
const NOTHING: [&str; 11] = [
    "unknown", "n/a", "#n/a", "na", "none", "null", "nil", "-", "--", "–", "?",
];

#[derive(Default)]
pub(super) struct List {
    pub(super) people: Vec<Person>,
    pub(super) problems: Vec<Problem>,
    pub(super) folded: Vec<Folded>,
    by_email: HashMap<String, usize>,
    by_account: HashMap<String, usize>,
}

/// The columns and options for reading rows.
pub(super) struct Reading<'a> {
    /// `None` for a list without headings.
    pub(super) headings: Option<&'a Headings>,
    pub(super) chosen: &'a Chosen,
    /// How many cells each row must have, where it matters.
    pub(super) width: Option<usize>,
    /// Whether the only column is a list whose lines may name several people each.
    pub(super) one_list: bool,
}

impl Reading<'_> {
    fn column(&self) -> Option<String> {
        self.headings?.name(self.chosen.main())
    }

    pub(super) fn ours(&self) -> bool {
        self.headings.is_some_and(|headings| headings.ours)
    }

    /// Whether a cell of this column is an account ID.
    fn is_id(&self, at: usize, cell: &str) -> bool {
        let opaque = self.headings.is_some_and(|headings| {
            headings.may_be_opaque(at) || (headings.ours && self.chosen.asked)
        });
        is_account_id(cell) || (opaque && is_opaque_id(cell) && has_value(cell))
    }

    /// The account IDs in the row, each once, with the columns in which they stand. A list of ours has nothing else in
    /// these cells.
    pub(super) fn ids(&self, row: &Record) -> Vec<(usize, String)> {
        let mut all: Vec<(usize, String)> = Vec::new();
        for at in self.chosen.accounts() {
            let cell = row.cells.get(at).map_or("", |cell| trimmed(cell));
            let found = if self.is_id(at, cell) {
                vec![cell.to_owned()]
            } else if self.ours() {
                Vec::new()
            } else {
                account_ids(cell)
            };
            for id in found {
                if !all.iter().any(|(_, one)| one.eq_ignore_ascii_case(&id)) {
                    all.push((at, id));
                }
            }
        }
        all
    }
}

/// The cell of the account, and the ID in it.
struct Account<'a> {
    text: &'a str,
    id: Option<String>,
}

/// The position of a text.
#[derive(Clone)]
pub(super) struct Place {
    /// Where it is in the list, or on the command line.
    pub(super) row: Position,
    /// Where it is in the list; `None` on the command line.
    pub(super) list: Option<Position>,
    /// The column's heading.
    pub(super) column: Option<String>,
}

impl List {
    pub(super) fn problem(&mut self, place: &Place, value: &str, reason: Reason) {
        self.problems.push(Problem {
            at: place.row,
            column: place.column.clone(),
            // A cell of several lines, on one.
            value: value
                .trim()
                .lines()
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" "),
            reason,
        });
    }

    /// Notes a row that may be about somebody else than the rows around it.
    pub(super) fn odd(&mut self, row: &Record, reason: Reason) {
        let place = Place {
            row: row.at,
            list: Some(row.at),
            column: None,
        };
        self.problem(&place, &row.cells.join(" "), reason);
    }

    /// Reads one row of a table.
    pub(super) fn row(&mut self, row: &Record, how: &Reading<'_>) {
        let place = Place {
            row: row.at,
            list: Some(row.at),
            column: how.column(),
        };
        let whole = row.cells.join(" ");
        let bare = Place {
            column: None,
            ..place.clone()
        };
        if row.odd_quotes {
            return self.problem(&bare, &whole, Reason::Quote);
        }
        if row.cut_reference {
            return self.problem(&bare, &whole, Reason::Reference);
        }
        // A line through a name that stands beside the address.
        let is_struck = |(at, cell): (usize, &String)| {
            let heading = how.headings.and_then(|headings| headings.name(Some(at)));
            let is_name = heading.is_none_or(|heading| {
                let heading = plain(&heading);
                heading.contains("name") || Headings::means_person(&heading)
            });
            is_name && text_marks::not_struck(cell) != cell && !names_somebody(cell)
        };
        if row.cells.iter().enumerate().any(is_struck) && names_somebody(&whole) {
            return self.problem(
                &bare,
                &whole.replace(text_marks::STRUCK, ""),
                Reason::StruckOut,
            );
        }
        // Of one text, a delimiter within it may have made several cells.
        let is_text = how.width.is_none_or(|width| width == 1) && names_somebody(&whole);
        let marked = |mark: &str| {
            let is_marked =
                |cell: &String| cell.starts_with(mark) && (is_text || names_somebody(cell));
            row.cells.iter().any(is_marked)
        };
        let mut shown = row.cells.iter().filter(|cell| !cell.is_empty());
        let reason = match shown.all(|cell| cell.starts_with(text_marks::HIDDEN)) {
            true if marked(text_marks::HIDDEN) => Some(Reason::Hidden),
            _ => marked(text_marks::UNCLEAR).then_some(Reason::Unclear),
        };
        if let Some(reason) = reason {
            let marks = [
                text_marks::HIDDEN,
                text_marks::UNCLEAR,
                text_marks::ATTRIBUTE,
                text_marks::STRUCK,
            ];
            let whole = marks
                .iter()
                .fold(whole, |whole, mark| whole.replace(mark, ""));
            return self.problem(&bare, &whole, reason);
        }
        if self.reports_apart(row, how, &bare) {
            return;
        }
        if row
            .cells
            .iter()
            .any(|cell| cell.ends_with(text_marks::OUTSIDE))
        {
            let whole = whole.replace(text_marks::OUTSIDE, "");
            return self.problem(&bare, &whole, Reason::Outside);
        }
        if how.chosen.everywhere {
            return self.everywhere(row, how, (&bare, &whole));
        }
        let cells = row.cells.len();
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map(String::as_str);
        let ids = how.ids(row);
        let email = cell(how.chosen.email);
        // The ID may stand in another column than the surest.
        let of_id = ids.first().map(|(at, _)| *at);
        let account = cell(of_id.or(how.chosen.account));
        match how.width {
            // Of one column the delimiter is none; but a second one may have lost its heading.
            Some(1) if how.one_list || is_one_person(row) => {
                return self.texts(&row.cells.join(", "), &place);
            }
            Some(headings) => {
                if email.is_none() && account.is_none() {
                    return self.problem(&bare, &whole, Reason::Short { cells, headings });
                }
                // The address stands in another cell than that of its heading.
                let named = |cell: &str| is_address_like(cell) || is_account_id(trimmed(cell));
                let missed = !email.into_iter().chain(account).any(named);
                if cells < headings && missed && is_address_like(&whole) {
                    return self.problem(&bare, &whole, Reason::Short { cells, headings });
                }
                // A delimiter too many at the end of each row is common and harmless.
                let mut extra = row.cells.iter().skip(headings);
                if extra.any(|cell| !trimmed(cell).is_empty()) {
                    return self.problem(&bare, &whole, Reason::Long { cells, headings });
                }
            }
            None if how.headings.is_none() && cells == 1 => return self.texts(&whole, &place),
            None => {}
        }
        let is_alone = !email.is_some_and(has_value);
        let is_one_cell = ids.iter().all(|(at, _)| Some(*at) == of_id);
        if let (true, true, Some(text), Some((at, id))) =
            (is_alone, is_one_cell, account, ids.first())
            && trimmed(text) != id
        {
            let place = Place {
                column: how.headings.and_then(|headings| headings.name(Some(*at))),
                ..place
            };
            return self.accounts(text, &place);
        }
        if ids.len() > 1 {
            return self.problem(&bare, &whole, Reason::SeveralAccounts);
        }
        let account = Account {
            text: account.unwrap_or_default(),
            id: ids.into_iter().next().map(|(_, id)| id),
        };
        self.cells(email.unwrap_or_default(), account, &place, &whole, how);
    }

    /// Adds everyone in a cell for account IDs, which has no other people.
    fn accounts(&mut self, cell: &str, place: &Place) {
        let named = entries(cell);
        if !named.iter().all(|entry| matches!(entry, Entry::Account(_))) {
            return self.problem(place, cell, Reason::NotAccount);
        }
        for entry in named {
            self.entry(entry, place);
        }
    }

    /// Reads the cells that name the person.
    fn cells(
        &mut self,
        email: &str,
        account: Account<'_>,
        place: &Place,
        whole: &str,
        how: &Reading<'_>,
    ) {
        let Account { text, id } = account;
        let account = trimmed(text);
        // In a list of ours a cell is what the service says, whatever it looks like.
        let mut named = if how.ours() {
            verbatim(email)
        } else {
            entries(email)
        };
        let says_nothing = matches!(&named[..], [Entry::Text(text)] if !has_value(text));
        if says_nothing {
            named.clear();
        }
        // One person a row, whichever way each is named, and whatever the heading says.
        if named.is_empty() && id.is_none() && is_address_like(account) {
            named = entries(account);
        }
        match (&named[..], id) {
            ([], Some(id)) => self.add(place, (None, Some(id))),
            ([], None)
                if has_value(account) && email.trim().is_empty() && how.chosen.email.is_none() =>
            {
                self.problem(place, account, Reason::NotAccount);
            }
            ([], None) if names_somebody(whole) => self.problem(place, whole, Reason::OtherColumn),
            ([], None) => self.problem(place, whole, Reason::Nobody),
            ([Entry::Email(email)], id) => self.add(place, (Some(email.clone()), id)),
            ([Entry::Account(same)], Some(id)) if same.eq_ignore_ascii_case(&id) => {
                self.add(place, (None, Some(id)));
            }
            ([Entry::Wrong(..) | Entry::Text(_)], _) | (_, None) => {
                // All that the row has stands in the one cell.
                let is_whole = how.width.is_some_and(|headings| headings > 1)
                    && trimmed(whole) == trimmed(email)
                    && named
                        .iter()
                        .any(|entry| matches!(entry, Entry::Email(_) | Entry::Account(_)));
                for entry in named {
                    match entry {
                        Entry::Text(text) if is_whole => {
                            self.problem(place, &text, Reason::OtherDelimiter);
                        }
                        entry => self.entry(entry, place),
                    }
                }
            }
            (_, Some(_)) => self.problem(place, whole, Reason::SeveralForOne),
        }
    }

    /// Adds everyone named in a text that holds nothing else.
    pub(super) fn texts(&mut self, text: &str, place: &Place) {
        let named = entries(text);
        let silent = |entry: &Entry| matches!(entry, Entry::Text(text) if !has_value(text));
        if named.iter().all(silent) {
            return self.problem(place, text, Reason::Nobody);
        }
        for entry in named {
            self.entry(entry, place);
        }
    }

    pub(super) fn entry(&mut self, entry: Entry, place: &Place) {
        match entry {
            Entry::Email(email) => self.add(place, (Some(email), None)),
            Entry::Account(id) => self.add(place, (None, Some(id))),
            Entry::Wrong(text, reason) => self.problem(place, &text, reason),
            Entry::Text(text) => self.problem(place, &text, Reason::Address("has no @")),
        }
    }

    /// Adds a person; a duplicate is merged.
    pub(super) fn add(
        &mut self,
        place: &Place,
        (email, account): (Option<String>, Option<String>),
    ) {
        let before = email
            .as_ref()
            .and_then(|email| self.by_email.get(&key(email)))
            .or(account.as_ref().and_then(|id| self.by_account.get(id)))
            .copied();
        let Some((at, first)) = before.and_then(|at| Some((at, self.people.get_mut(at)?))) else {
            let at = self.people.len();
            self.people.push(Person {
                at: place.list,
                email: email.clone(),
                account: account.clone(),
            });
            return self.note(at, email, account);
        };
        let differs = matches!((&first.account, &account), (Some(a), Some(b)) if a != b)
            || matches!((&first.email, &email), (Some(a), Some(b)) if key(a) != key(b));
        let value = email.clone().or(account.clone()).unwrap_or_default();
        if differs {
            let at = first.at.unwrap_or(Position::line(at as u64 + 1));
            return self.problem(place, &value, Reason::Contradicts { at });
        }
        self.folded.push(Folded {
            at: place.list,
            into: first.at,
            value,
        });
        // A later row may know more of the same person.
        if first.email.is_none() {
            first.email.clone_from(&email);
        }
        if first.account.is_none() {
            first.account.clone_from(&account);
        }
        self.note(at, email, account);
    }

    fn note(&mut self, at: usize, email: Option<String>, account: Option<String>) {
        if let Some(email) = email {
            self.by_email.insert(key(&email), at);
        }
        if let Some(account) = account {
            self.by_account.insert(account, at);
        }
    }

    /// Whether somebody is named by this address.
    pub(super) fn knows_email(&self, email: &str) -> bool {
        self.by_email.contains_key(&key(email))
    }

    /// Whether somebody is named by this account ID, in any case.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.by_account.contains_key(id) || self.by_account.contains_key(&id.to_ascii_lowercase())
    }
}

/// Whether the cells of a row are those of one name and its address, or one cell.
fn is_one_person(row: &Record) -> bool {
    row.cells.len() == 1 || matches!(entries(&row.cells.join(", "))[..], [_])
}

/// Whether a text has a value. Words for "unknown" are no value.
fn has_value(text: &str) -> bool {
    let text = trimmed(text);
    !text.is_empty() && !NOTHING.contains(&text.to_lowercase().as_str())
}
