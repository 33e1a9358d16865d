//! Problems of a list.

use std::fmt;

use super::{Binary, Encoding, Mark, Position};

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where the row begins; of names on the command line, which one it is.
    pub at: Position,
    /// The heading of the column with the problem, if it is in one column.
    pub column: Option<String>,
    /// The value.
    pub value: String,
    /// The problem.
    pub reason: Reason,
}

/// The problem of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The address cannot be one.
    Address(&'static str),
    /// The cell has an address and other text, so the row may be about another person.
    Beside,
    /// An address is above the headings.
    Above,
    /// It has not the form of an account ID, and there is no address.
    NotAccount,
    /// The cell has an address and this text, and the other cells are empty.
    OtherDelimiter,
    /// The row has several people and one account ID.
    SeveralForOne,
    /// The row has different account IDs.
    SeveralAccounts,
    /// The row has neither an address nor an account ID.
    Nobody,
    /// The row names somebody, but not in the column that is read.
    OtherColumn,
    /// A reader of the page does not see the row, or the cell with the person.
    Hidden,
    /// A reader of the page does not see the cell, or this part of it, but others of the row.
    HiddenCell,
    /// It stands in an attribute of the page.
    Attribute,
    /// A browser leaves it out of the page.
    Markup,
    /// A semicolon that ends a character reference, such as `&shy;`, divides the row.
    Reference,
    /// The styles of the page may hide the row, or strike it out.
    Unclear,
    /// It is struck out, so that somebody else may be meant.
    StruckOut,
    /// It stands after a table, such as an address in the signature of a mail.
    Outside,
    /// The name beside the person is that of another one, and not theirs.
    NameOfAnother {
        /// Who has the name: an address or account ID.
        owner: String,
        /// The name of the person whom the row names.
        named: String,
    },
    /// The account ID beside the person is that of another one.
    IdOfAnother {
        /// Whose it is: an address or account ID.
        owner: String,
        /// The name of the person whom the row names.
        named: String,
    },
    /// The person stands in a row that cannot be used for another reason.
    LeftOut,
    /// The new address is not one address.
    NoNewAddress,
    /// The new address has a character that its owner would not type.
    Character {
        /// The character.
        c: char,
        /// Its place in the address, counted from 1.
        place: usize,
        /// Why it cannot be there.
        why: &'static str,
    },
    /// A part of the new address's domain stands for letters of which one is not what a reader expects.
    Encoded {
        /// The part.
        part: String,
        /// The character.
        c: char,
        /// Why it cannot be there.
        why: &'static str,
    },
    /// The new address has a form that mail does not have.
    NoMail(&'static str),
    /// The row does not say which group it is about.
    NoGroup,
    /// The command that reads the list cannot use the row, for this reason.
    Command(String),
    /// The row has fewer cells than the headings, so that the person's is missing.
    Short {
        /// Cells it has.
        cells: usize,
        /// Headings there are.
        headings: usize,
    },
    /// The row has more cells than headings: a cell contains an unquoted delimiter.
    Long {
        /// Cells it has.
        cells: usize,
        /// Headings there are.
        headings: usize,
    },
    /// The row has fewer cells than headings, and somebody in one where other rows have nobody.
    Shifted {
        /// Cells it has.
        cells: usize,
        /// Headings there are.
        headings: usize,
    },
    /// The row is below the list, beside a text such as "Prepared by".
    Signed,
    /// A quotation mark is not closed, or is inside an unquoted cell: where the cell ends is
    /// a guess.
    Quote,
    /// An earlier row has the same person with another account ID, or the same ID with another address.
    Contradicts {
        /// Where the other row is.
        at: Position,
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
            Self::OtherDelimiter => f.write_str(
                "is not an email address, and stands beside one in a single cell: the line may have another delimiter \
                 than the headings",
            ),
            Self::SeveralAccounts => f.write_str("has two different account IDs"),
            Self::Nobody => f.write_str("is not an address or account ID"),
            Self::OtherColumn => {
                f.write_str("names somebody in another column than the one that is read")
            }
            Self::Hidden => f.write_str("is in a hidden row of the table"),
            Self::HiddenCell => f.write_str("is in a hidden column, cell, comment or option of the table"),
            Self::Attribute => {
                f.write_str("stands in an attribute of the page, such as title or alt, and not in its text")
            }
            Self::Markup => f.write_str(
                "stands in markup that browsers leave out, such as a tag that never ends, and not in the text of the page",
            ),
            Self::Reference => f.write_str(
                "has an HTML character reference, such as &shy;, whose semicolon is no delimiter: another address may \
                 be meant",
            ),
            Self::Unclear => f.write_str(
                "may be hidden or struck out: the styles of the page are ones that atlctl cannot follow (save the list \
                 as CSV)",
            ),
            Self::StruckOut => f.write_str("is struck out"),
            Self::Outside => f.write_str("stands outside the table"),
            Self::LeftOut => f.write_str("is in a row that cannot be used"),
            Self::NoNewAddress => f.write_str("is not an email address"),
            Self::Character { c, place, why } => write!(
                f,
                "cannot be a new address: character {place} is U+{:04X}, and {why}",
                u32::from(*c)
            ),
            Self::Encoded { part, c, why } => write!(
                f,
                "cannot be a new address: {part} stands for letters with U+{:04X}, and {why}",
                u32::from(*c)
            ),
            Self::NoMail(why) => write!(f, "cannot be a new address: {why}"),
            Self::NameOfAnother { owner, named } => write!(
                f,
                "is the name of {owner}, but the row names {named}; it is unclear which person to change"
            ),
            Self::IdOfAnother { owner, named } => write!(
                f,
                "is the account ID of {owner}, but the row names {named}; it is unclear which person to change"
            ),
            Self::NoGroup => f.write_str("names no group"),
            Self::Command(why) => f.write_str(why),
            Self::Short { cells, headings } => {
                write!(
                    f,
                    "has {cells} of {headings} cells; the one with the address is missing"
                )
            }
            Self::Long { cells, headings } => write!(
                f,
                "has {cells} cells under {headings} heading{}; a delimiter inside a cell may lack quotation marks",
                if *headings == 1 { "" } else { "s" }
            ),
            Self::Shifted { cells, headings } => write!(
                f,
                "has {cells} of {headings} cells, and a person in a column where other rows have none: its cells may \
                 belong to other columns"
            ),
            Self::Signed => f.write_str("looks like the author or owner of the list, not like a person in it"),
            Self::Quote => f.write_str("has an unclosed or misplaced quotation mark"),
            Self::Contradicts { at } => {
                write!(
                    f,
                    "contradicts {at}: the address and the account ID belong to different people"
                )
            }
        }
    }
}

/// Why a file is not a list of people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The file is not text.
    #[error("it is not a text file but {}; {}", .0.as_str(), .0.advice())]
    NotText(Binary),
    /// A cell is longer than any of a spreadsheet.
    #[error(
        "line {line} has a text of {bytes} bytes without a space or delimiter, longer than any cell of a spreadsheet"
    )]
    LongText {
        /// The line, counted from 1.
        line: u64,
        /// The length.
        bytes: u64,
    },
    /// Its encoding is not known, and it names other people in each that it may have.
    #[error("its encoding is not known ({}), and its addresses depend on it; name it with --encoding NAME, or save it as UTF-8", named(.0))]
    Encoding(Vec<Encoding>),
    /// It is not encoded as the user says.
    #[error("it is not encoded in {}", .0.as_str())]
    NotIn(Encoding),
    /// It begins as JSON does, and is none.
    #[error("line {line} is not valid JSON: {what}")]
    Json {
        /// The line, counted from 1.
        line: u64,
        /// The problem.
        what: String,
    },
    /// It is JSON, and not in a form that lists have.
    #[error("line {line} is not a list in JSON: {what}")]
    JsonForm {
        /// The line, counted from 1.
        line: u64,
        /// The problem.
        what: String,
    },
    /// Its first line names a delimiter that is not known.
    #[error("its first line sets {0:?} as the delimiter; use comma, semicolon, tab or |")]
    Delimiter(String),
    /// No column can be recognized as naming people.
    #[error("no heading is recognized as a column of email addresses; its columns are: {}", list(.headings))]
    NoColumn {
        /// The headings there are.
        headings: Vec<String>,
        /// The columns that may be meant, counted from 1, and how many addresses or account IDs each has.
        like: Vec<(usize, usize)>,
        /// Whether each of them has other text beside the address, so that no column could be read.
        beside: bool,
    },
    /// Several columns qualify.
    #[error("more than one column contains addresses or account IDs: {}", numbered(.columns))]
    SeveralColumns {
        /// Those that could: their numbers, counted from 1, and their headings, where there are any.
        columns: Vec<(usize, Option<String>)>,
    },
    /// Lines name several people without a delimiter, perhaps not all to be changed.
    #[error("its lines could be a single list or columns of different people")]
    Ambiguous,
    /// A row below the headings has others, or the same in another order; or one below people without headings has some.
    #[error("{at} has headings {}", below(.headings, *.are_first))]
    OtherHeadings {
        /// Where the row is.
        at: Position,
        /// What its cells say.
        headings: Vec<String>,
        /// Whether none stand above.
        are_first: bool,
    },
    /// A table names people below those of another, and has not its headings.
    #[error(
        "{at} begins another table, without the headings of the one above, so it is unclear \
         which of its columns names people"
    )]
    OtherTable {
        /// Where its first row is.
        at: Position,
    },
    /// People stand under another title than those above.
    #[error(
        "people from {at} on stand below what looks like another title ({title}); it is unclear whether they belong to the list"
    )]
    OtherTitle {
        /// Where the first of them is.
        at: Position,
        /// The title.
        title: String,
    },
    /// The people stand under a title that says of people that they are not meant.
    #[error(
        "people from {at} on stand below a title with an exception ({title}); it is unclear whom to change"
    )]
    ExceptTitle {
        /// Where the first of them is.
        at: Position,
        /// The title.
        title: String,
    },
    /// People have different marks beside them, such as check boxes.
    #[error(
        "people are marked differently (line {}: {}; line {}: {}); it is unclear which of them to change",
        .first.1, .first.0, .other.1, .other.0
    )]
    Marks {
        /// The mark of the first person, and the line.
        first: (Mark, u64),
        /// Another mark, and the line of the first person with it.
        other: (Mark, u64),
    },
    /// A style sheet of a page is in another file.
    #[error("its style sheet is in another file ({0}), and may hide people or strike them out")]
    StyleSheet(String),
    /// A frame of a page shows another file.
    #[error("it shows another file in a frame ({0}), which may hold more people")]
    Frame(String),
    /// Nobody is shown, and the text behind the page names somebody.
    #[error("nobody is shown on its page, but scripts, comments or hidden parts of it name people")]
    Unshown,
    /// It is a text of another make.
    #[error("it is not a list but {}; {}", .0.as_str(), .0.advice())]
    NotList(Binary),
    /// A column that was asked for is not there.
    #[error("it has no column {asked:?}; its columns are: {}", list(.headings))]
    ColumnMissing {
        /// The requested column.
        asked: String,
        /// The headings there are.
        headings: Vec<String>,
    },
}

/// What is wrong with headings that stand below other rows.
fn below(headings: &[String], are_first: bool) -> String {
    let headings = list(headings);
    match are_first {
        true => format!(
            "({headings}) below other people; it is unclear whether the rows below them belong to the list"
        ),
        false => format!(
            "again ({headings}), different from those above or in another order; it is unclear which columns the rows below \
             them have"
        ),
    }
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

/// Encodings, as alternatives.
fn named(encodings: &[Encoding]) -> String {
    let names: Vec<&str> = encodings.iter().map(|one| one.as_str()).collect();
    names.join(" or ")
}
