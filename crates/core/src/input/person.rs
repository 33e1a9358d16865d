//! A person as a list names them, and the other findings in a list.

use super::{Delimiter, Position};

/// A person as a list names them: by address, account ID, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Where the list names them; `None` for a name on the command line.
    pub at: Option<Position>,
    /// The address as written.
    pub email: Option<String>,
    /// The account ID.
    pub account: Option<String>,
}

impl Person {
    /// The line of the list; `None` for a name on the command line.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.at.map(|at| at.line)
    }

    /// Where a problem with the row is said to be.
    #[must_use]
    pub fn position(&self) -> Position {
        self.at.unwrap_or(Position::line(0))
    }
}

/// A duplicate row, merged into an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Where the row is.
    pub at: Option<Position>,
    /// Where the row is that it was merged into.
    pub into: Option<Position>,
    /// The address or the account ID.
    pub value: String,
}

/// A column that is not read although it has addresses or account IDs missing in those that are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its number, counted from 1.
    pub number: usize,
    /// The heading of the column, if it has one.
    pub heading: Option<String>,
    /// Rows with such an address or account ID.
    pub rows: u64,
    /// Whether there are addresses among them.
    pub addresses: bool,
    /// Whether there are account IDs among them.
    pub accounts: bool,
}

impl Unread {
    /// A column of which nothing is known yet.
    pub(super) fn new(number: usize) -> Self {
        Self {
            number,
            heading: None,
            rows: 0,
            addresses: false,
            accounts: false,
        }
    }
}

/// The layout of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Cells with this delimiter.
    Cells(Delimiter),
    /// HTML.
    Html,
    /// Lines of one or more people.
    Lines,
    /// JSON or JSON Lines.
    Json,
    /// Arguments on the command line.
    CommandLine,
}

/// The comparison key of an address: trimmed and in lower case.
#[must_use]
pub fn key(email: &str) -> String {
    crate::store::email_key(email)
}
