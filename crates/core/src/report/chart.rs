//! What a report draws, independent of its form.

use jiff::Timestamp;

use crate::number::grouped;

/// A picture of numbers. All of its texts may come from anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its heading.
    pub title: String,
    /// What the reader should know of it; may be empty.
    pub about: String,
    /// How many more may belong to it, in an unknown place: its numbers are then the least, and 0 is unknown.
    pub undecided: u64,
    /// What is drawn.
    pub drawing: Drawing,
}

impl Chart {
    /// A number of it, for people: `12`, `≥12` beside what is undecided, `?` where none was found beside it.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        match (number, self.undecided) {
            (number, 0) => grouped(number),
            (0, _) => "?".to_owned(),
            (number, _) => format!("≥{}", grouped(number)),
        }
    }
}

/// The kinds of pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawing {
    /// A column for each bucket.
    Columns(Vec<Bucket>),
    /// A bar for each row, made of parts.
    Bars {
        /// The parts, in order: label and color.
        parts: Vec<(String, Color)>,
        /// The rows.
        rows: Vec<Bar>,
    },
    /// A field for each pair of row and column, the darker the larger its share of the row.
    Heat {
        /// The columns.
        columns: Vec<String>,
        /// The rows; a number that is not known is `None`.
        rows: Vec<(String, Vec<Option<u64>>)>,
    },
    /// Marks on a timeline.
    Times {
        /// Where the line begins.
        from: Timestamp,
        /// Where it ends.
        to: Timestamp,
        /// The marks, in order of time.
        marks: Vec<Mark>,
    },
    /// A line over time for each row, against a limit.
    Series {
        /// What the line is: `in use`.
        value: String,
        /// What the limit is: `capacity`.
        limit: String,
        /// The rows.
        rows: Vec<Series>,
    },
    /// From the left to the right, the wider the larger.
    Flow {
        /// What is on the left.
        from: Vec<String>,
        /// What is on the right.
        to: Vec<String>,
        /// Positions on both sides, and how many.
        flows: Vec<(usize, usize, u64)>,
    },
}

/// A column of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its label.
    pub label: String,
    /// How many.
    pub count: u64,
    /// Its color.
    pub color: Color,
}

/// A mark on a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The time.
    pub at: Timestamp,
    /// What happened.
    pub label: String,
    /// Its color.
    pub color: Color,
}

/// A line over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its label.
    pub label: String,
    /// What is known at each moment, in order of time.
    pub moments: Vec<Moment>,
}

/// A moment of a line. What is unknown is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The time.
    pub at: Timestamp,
    /// The number.
    pub value: Option<u64>,
    /// Its limit.
    pub limit: Option<u64>,
}

/// A bar of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Its label.
    pub label: String,
    /// The parts, as many as the picture has.
    pub parts: Vec<u64>,
    /// A mark, such as the seats there are; `None` when unknown.
    pub mark: Option<u64>,
}

/// The meaning of a color: the style sheet has it for light and dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// As it should be.
    Good,
    /// Almost.
    Fair,
    /// To be looked at.
    Warning,
    /// To be acted on.
    Bad,
    /// Not known.
    Unknown,
    /// Neither good nor bad.
    Plain,
    /// Neither, and apart from the former.
    Other,
}

impl Color {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "done",
            Self::Fair => "open",
            Self::Warning => "refused",
            Self::Bad => "failed",
            Self::Unknown => "unknown",
            Self::Plain => "skipped",
            Self::Other => "unchanged",
        }
    }
}
