//! A person as a list names them, and what a list holds beside people.

use super::Delimiter;

/// A person as a list names them: by address, by account id, or by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The line of the file; `None` for a name on the command line.
    pub line: Option<u64>,
    /// The address, as it stands there.
    pub email: Option<String>,
    /// The account id.
    pub account: Option<String>,
}

/// A row that names a person who was named before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The row's line.
    pub line: Option<u64>,
    /// The line of the row that stays.
    pub into: Option<u64>,
    /// How the person is named.
    pub value: String,
}

/// A column that is not read and holds addresses of people who are nowhere in the one that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its heading.
    pub heading: Option<String>,
    /// Rows with such an address.
    pub rows: u64,
}

/// How a list is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// In cells, with this between them.
    Cells(Delimiter),
    /// One or more people on a line, and nothing else.
    Lines,
    /// As JSON or JSON Lines.
    Json,
    /// As names on the command line.
    CommandLine,
}

/// An address as addresses are compared: without blanks around it, in lower case.
#[must_use]
pub fn key(email: &str) -> String {
    crate::store::email_key(email)
}
