//! What can be wrong with a list.

use std::fmt;

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file on which the row begins, counted from 1.
    pub line: u64,
    /// The column, as its heading says, where one is to blame.
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The address cannot be one.
    Address(&'static str),
    /// An address stands among other text, and may not be the person's who is meant.
    Beside,
    /// It stands above the headings, where nobody is named.
    Above,
    /// It has not the form of an account ID, and there is no address.
    NotAccount,
    /// Several people are named beside one account ID.
    SeveralForOne,
    /// Neither an address nor an account id stands in the row.
    Nobody,
    /// The row has fewer cells than the headings, so that the person's is missing.
    Short {
        /// Cells it has.
        cells: usize,
        /// Headings there are.
        headings: usize,
    },
    /// The row has more cells than there are headings: a delimiter stands unquoted in one of them.
    Long {
        /// Cells it has.
        cells: usize,
        /// Headings there are.
        headings: usize,
    },
    /// A quotation mark is opened and not closed, or stands inside an unquoted cell: where the cell ends is
    /// a guess.
    Quote {
        /// The last line that this row may have swallowed.
        until: u64,
    },
    /// The same person stands in an earlier row with another account id, or the same id with another address.
    Contradicts {
        /// That row's line.
        line: u64,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(what) => write!(f, "is not an email address: it {what}"),
            Self::Beside => f.write_str("has text other than the address"),
            Self::Above => f.write_str("contains an address above the headings"),
            Self::NotAccount => f.write_str("is not an Atlassian account ID"),
            Self::SeveralForOne => f.write_str("has several people for one account ID"),
            Self::Nobody => f.write_str("contains no address or account ID"),
            Self::Short { cells, headings } => {
                write!(
                    f,
                    "has {cells} of {headings} cells; the one with the address is missing"
                )
            }
            Self::Long { cells, headings } => write!(
                f,
                "has {cells} cells under {headings} headings; a delimiter inside a cell may lack quotation marks"
            ),
            Self::Quote { until } => write!(
                f,
                "has an unclosed or misplaced quotation mark (up to line {until})"
            ),
            Self::Contradicts { line } => {
                write!(
                    f,
                    "contradicts line {line}: the address and the account ID belong to different people"
                )
            }
        }
    }
}

/// Why a file is no list of people at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// It is not text.
    #[error("it is not a text file but {0}")]
    NotText(&'static str),
    /// It begins as JSON does, and is none, or not a list.
    #[error("line {line} is not a valid JSON list: {what}")]
    Json {
        /// The line, counted from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// Its first line names a delimiter that is not known.
    #[error("its first line names {0:?} as the delimiter; use comma, semicolon, tab or |")]
    Delimiter(String),
    /// No column can be recognized as naming people.
    #[error("no heading is recognized as a column of email addresses; its columns are: {}", list(.headings))]
    NoColumn {
        /// The headings there are.
        headings: Vec<String>,
        /// The column, counted from 1, in which the most addresses and account ids stand, and in how many rows.
        like: Option<(usize, usize)>,
    },
    /// Several columns could be meant.
    #[error("more than one column contains addresses or account IDs: {}", numbered(.columns))]
    SeveralColumns {
        /// Those that could: their numbers, counted from 1, and their headings, where there are any.
        columns: Vec<(usize, Option<String>)>,
    },
    /// Several people stand on its lines, without a delimiter, and not all may be meant.
    #[error("its lines could be a single list or columns of different people")]
    Ambiguous,
    /// A column that was asked for is not there.
    #[error("it has no column {asked:?}; its columns are: {}", list(.headings))]
    ColumnMissing {
        /// What was asked for.
        asked: String,
        /// The headings there are.
        headings: Vec<String>,
    },
}

/// The headings, without columns that have none.
fn list(headings: &[String]) -> String {
    let named = headings.iter().map(String::as_str);
    let named: Vec<&str> = named.filter(|name| !name.is_empty()).collect();
    named.join(", ")
}

/// Columns with their numbers.
fn numbered(columns: &[(usize, Option<String>)]) -> String {
    let each = columns.iter().map(|(at, heading)| match heading {
        Some(heading) => format!("{at} ({heading})"),
        None => at.to_string(),
    });
    each.collect::<Vec<_>>().join(", ")
}
