//! Columns that the user requests, and their positions.

use super::Encoding;

/// The word that asks for every column.
const EVERY: &str = "all";

/// Columns requested by heading, or by number from 1. Without a request they are detected; with one, the other column
/// is not, because guessing could only be wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column of email addresses; `all` for every address in every column.
    pub email: Option<String>,
    /// The column of account IDs.
    pub account: Option<String>,
    /// The encoding of the file. Without one, it is detected.
    pub encoding: Option<Encoding>,
    /// Whether the list is one of exceptions, so that a title such as "Do not move" stands above the right people.
    pub of_exceptions: bool,
}

impl Columns {
    pub(super) fn is_empty(&self) -> bool {
        self.email.is_none() && self.account.is_none()
    }
}

/// The result of looking for a requested column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Column { at: usize, named: bool },
    Several(Vec<usize>),
    Everywhere,
    Missing,
}

impl Asked {
    /// Finds a column by its number.
    pub(super) fn by_number(asked: &str, columns: usize) -> Self {
        if asked.eq_ignore_ascii_case(EVERY) {
            return Self::Everywhere;
        }
        let number = asked.parse::<usize>().ok();
        let at = number.and_then(|number| number.checked_sub(1));
        match at.filter(|at| *at < columns) {
            Some(at) => Self::Column { at, named: false },
            None => Self::Missing,
        }
    }

    /// Whether this row of headings can have the column. A number fits any row; the cell must not be empty.
    pub(super) fn is_there(&self, cells: &[String]) -> bool {
        match self {
            Self::Column { at, named } => {
                *named
                    || cells
                        .get(*at)
                        .is_some_and(|cell| !cell.is_empty() && !is_slip(cell))
            }
            Self::Several(_) => true,
            Self::Everywhere => {
                let mut cells = cells.iter();
                cells
                    .clone()
                    .any(|cell| cell.contains(char::is_alphanumeric))
                    && !cells.any(|cell| is_slip(cell))
            }
            Self::Missing => false,
        }
    }
}

/// Whether a text is rather a person whose address is wrong than a heading: `ann.lee`, `ann at x`.
fn is_slip(cell: &str) -> bool {
    let small = cell.to_lowercase();
    let at = ["@", "＠", " at ", "(at)", "[at]"]
        .iter()
        .any(|sign| small.contains(sign));
    let inner = small.trim_end_matches('.');
    let point = inner
        .split_whitespace()
        .any(|word| word.split('.').filter(|part| !part.is_empty()).count() > 1);
    // `profile.email`, `Mail at work`.
    let heading = ["mail", "address", "adress", "account", "user", "contact"];
    let sentence = small.ends_with([':', '：']) && small.split_whitespace().count() > 2;
    (at || point || sentence) && !heading.iter().any(|word| small.contains(word))
}
