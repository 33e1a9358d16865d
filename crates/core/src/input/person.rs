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
