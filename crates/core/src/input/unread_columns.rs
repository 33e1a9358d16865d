//! Columns that are left alone although addresses or account IDs stand in them.

use std::collections::HashSet;

use super::account_id::{account_ids, contains_account_id};
use super::collect_people::List;
use super::columns::Chosen;
use super::embedded_addresses::addresses_in;
use super::mentions::{Entry, entries, is_address_like};
use super::person::key;
use super::records::Record;
use super::unseen_parts::set_apart;
use super::{Position, text_marks};

/// A column that is not read although it has addresses or account IDs missing in those that are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its number, counted from 1.
    pub number: usize,
    /// The heading of the column, if it has one.
    pub heading: Option<String>,
    /// Rows with such an address or account ID.
    pub rows: u64,
    /// These addresses and account IDs, once each, in the order of the list.
    pub others: Vec<Other>,
    /// Whether the heading says that it has more addresses of the people who are read.
    pub is_of_same_people: bool,
}

/// An address or account ID in a column that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// As it stands there.
    pub value: String,
    /// Where it stands first.
    pub at: Position,
    /// Whether it is an account ID.
    pub is_account: bool,
}

impl Unread {
    /// A column of which nothing is known yet.
    fn new(number: usize) -> Self {
        Self {
            number,
            heading: None,
            rows: 0,
            others: Vec::new(),
            is_of_same_people: false,
        }
    }

    /// Whether there are addresses in it.
    #[must_use]
    pub fn has_addresses(&self) -> bool {
        self.others.iter().any(|other| !other.is_account)
    }

    /// Whether there are account IDs in it.
    #[must_use]
    pub fn has_accounts(&self) -> bool {
        self.others.iter().any(|other| other.is_account)
    }

    /// Adds the rows of the same column in another part of the list.
    pub(super) fn add(&mut self, more: &Self) {
        self.rows += more.rows;
        let known: HashSet<String> = self.others.iter().map(Other::key).collect();
        let new = more.others.iter();
        let new = new.filter(|other| !known.contains(&other.key()));
        self.others.extend(new.cloned());
    }
}

impl Other {
    /// As it is compared with others.
    pub(super) fn key(&self) -> String {
        match self.is_account {
            true => self.value.to_ascii_lowercase(),
            false => key(&self.value),
        }
    }
}

/// Whether an address may stand in a cell with percent codes.
fn is_encoded(cell: &str) -> bool {
    cell.contains("%40") && !addresses_in(cell).is_empty()
}

impl List {
    /// Columns that were not read although they contain other people's addresses or account IDs.
    pub(super) fn unread(&self, rows: &[Record], chosen: &Chosen) -> Vec<Unread> {
        let mut all: Vec<Unread> = Vec::new();
        let mut known: HashSet<(usize, String)> = HashSet::new();
        let accounts: Vec<usize> = chosen.accounts().collect();
        for row in rows.iter().filter(|row| !row.odd_quotes) {
            for (at, cell) in row.cells.iter().enumerate() {
                let read = Some(at) == chosen.email || row.cells.len() == 1;
                let is_id = !accounts.contains(&at) && contains_account_id(cell);
                let is_email = !chosen.everywhere && (is_address_like(cell) || is_encoded(cell));
                if read || !is_id && !is_email {
                    continue;
                }
                let others = self.others(cell, row.at, (is_email, is_id));
                if others.is_empty() {
                    continue;
                }
                let column = match all.iter().position(|column| column.number == at + 1) {
                    Some(at) => at,
                    None => {
                        all.push(Unread::new(at + 1));
                        all.len() - 1
                    }
                };
                if let Some(column) = all.get_mut(column) {
                    column.rows += 1;
                    let new = others.into_iter();
                    let new = new.filter(|other| known.insert((at, other.key())));
                    column.others.extend(new);
                }
            }
        }
        all
    }

    /// The addresses (also those with a slip) and the account IDs of a cell that name nobody who is read.
    fn others(&self, cell: &str, at: Position, (is_email, is_id): (bool, bool)) -> Vec<Other> {
        let mut others = Vec::new();
        let mut add = |value: String, is_account| {
            others.push(Other {
                value,
                at,
                is_account,
            });
        };
        let named = set_apart(cell).map_or(text_marks::unmarked(cell), |(_, part, _)| part);
        for entry in entries(named) {
            match entry {
                Entry::Email(email) if is_email && !self.knows_email(&email) => {
                    add(email, false);
                }
                Entry::Wrong(value, _) if is_email => add(value, false),
                _ => {}
            }
        }
        // As in links: "https://x.example/?user=ann%40x.example".
        if is_email && is_encoded(cell) {
            for email in addresses_in(cell) {
                if !cell.contains(&email) && !self.knows_email(&email) {
                    add(email, false);
                }
            }
        }
        if is_id {
            for id in account_ids(cell) {
                if !self.knows(&id) {
                    add(id, true);
                }
            }
        }
        others
    }
}
