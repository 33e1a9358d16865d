//! The columns that a person asks for, and where they are.

/// The word that asks for every column.
const EVERY: &str = "all";

/// Columns that were asked for by heading, or by number from 1; else they are recognized. Where one is asked for, the
/// other is not looked for: a guess beside it could only be wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column of e-mail addresses; `all` for every address in every column.
    pub email: Option<String>,
    /// The column of account ids.
    pub account: Option<String>,
}

impl Columns {
    pub(super) fn is_empty(&self) -> bool {
        self.email.is_none() && self.account.is_none()
    }
}

/// What is there of a column that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Column { at: usize, named: bool },
    Several(Vec<usize>),
    Everywhere,
    Missing,
}

impl Asked {
    /// A column by its number, of so many.
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

    /// Whether it can be in this row of headings. A number says nothing of the row; under a title nothing stands there.
    pub(super) fn is_there(&self, cells: &[String]) -> bool {
        match self {
            Self::Column { at, named } => {
                *named || cells.get(*at).is_some_and(|cell| !cell.is_empty())
            }
            Self::Several(_) => true,
            Self::Everywhere => cells
                .iter()
                .any(|cell| cell.contains(char::is_alphanumeric)),
            Self::Missing => false,
        }
    }
}
