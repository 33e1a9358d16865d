//! The contents of a report on the organization, independent of its form. Texts may come from anyone: each form escapes
//! them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::chart::Chart;
use crate::query::Cell;
use crate::store::PartAge;

/// A report on the organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its name on the command line: `inactive`.
    pub name: &'static str,
    /// What it is about: `Inactive people`.
    pub title: String,
    /// Of what, how fresh, by whom.
    pub about: About,
    /// The most important sentence, and whether it is good news.
    pub verdict: (Tone, String),
    /// What is unknown, and therefore in no number. Sentences.
    pub unknown: Vec<String>,
    /// What the reader should know beside it. Sentences.
    pub notes: Vec<String>,
    /// Key figures, the bad news first.
    pub figures: Vec<Figure>,
    /// What is better looked at than read.
    pub charts: Vec<Chart>,
    /// The lists, the main one first.
    pub lists: Vec<ReportList>,
    /// The currency of its amounts, where it has any and it is known.
    pub currency: Option<String>,
}

/// Of what a report is, how fresh it is, and who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The organization's ID.
    pub org: String,
    /// The organization's name, when known.
    pub org_name: Option<String>,
    /// When the mirror was synced; `None` when unknown.
    pub synced: Option<Timestamp>,
    /// The moment of the past that it shows; `None` for the present.
    pub as_of: Option<Timestamp>,
    /// Why that is another moment than was asked for, in words.
    pub instead: Option<String>,
    /// Why the last sync was not complete, in words.
    pub incomplete: Option<String>,
    /// The parts of the mirror that it stands on, and how old each is.
    pub parts: Vec<PartAge>,
    /// When the report was made.
    pub made: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// The command that makes it.
    pub command: String,
    /// The filters, as they were given.
    pub filters: Vec<String>,
}

impl About {
    /// How old each part is that is older than the mirror, or was never read, and why. Sentences.
    pub fn older_parts(&self) -> impl Iterator<Item = String> {
        let behind = self.parts.iter().filter(|part| part.behind.is_some());
        behind.map(|part| format!("{OLDER_PART}{}.", part.said()))
    }
}

/// What begins the sentence about a part that is older than the mirror.
pub const OLDER_PART: &str = "Of this, ";

/// Whether something is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something to act on.
    Bad,
    /// As it should be.
    Good,
    /// Neither good nor bad.
    Plain,
}

impl Tone {
    /// Bad where there is any.
    #[must_use]
    pub fn bad_if(any: bool) -> Self {
        if any { Self::Bad } else { Self::Good }
    }

    /// Its class in a page.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Good => "good",
            Self::Plain => "plain",
        }
    }
}

/// A key figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name for programs.
    pub name: &'static str,
    /// What it counts, for people.
    pub label: String,
    /// The number; [`Cell::Unknown`] when it cannot be known.
    pub value: Cell,
    /// Whether it is good news.
    pub tone: Tone,
    /// Whether more may count, so that the number is the least.
    pub is_least: bool,
}

impl Figure {
    /// A number that calls for action unless it is 0.
    #[must_use]
    pub fn bad(name: &'static str, label: impl Into<String>, value: u64) -> Self {
        let tone = if value > 0 { Tone::Bad } else { Tone::Plain };
        Self::new(name, label, count(value), tone)
    }

    /// A number that is no news.
    #[must_use]
    pub fn plain(name: &'static str, label: impl Into<String>, value: u64) -> Self {
        Self::new(name, label, count(value), Tone::Plain)
    }

    /// The same, where so many more may count, too: that none was found is then unknown, and what was found is the least.
    #[must_use]
    pub fn undecided(mut self, number: u64) -> Self {
        if number > 0 && self.value == count(0) {
            self.value = Cell::Unknown;
        }
        self.is_least = number > 0 && self.value != Cell::Unknown;
        self
    }

    /// A figure.
    #[must_use]
    pub fn new(name: &'static str, label: impl Into<String>, value: Cell, tone: Tone) -> Self {
        let (value, is_least) = match value {
            Cell::AtLeast(number) => (Cell::Number(number), true),
            Cell::AtLeastReal(number) => (Cell::Real(number), true),
            value => (value, false),
        };
        Self {
            name,
            label: label.into(),
            value,
            tone,
            is_least,
        }
    }
}

/// A number as a cell.
#[must_use]
pub fn count(number: u64) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A number that may be unknown.
#[must_use]
pub fn known(number: Option<u64>) -> Cell {
    number.map_or(Cell::Unknown, count)
}

/// A text that may be unknown.
#[must_use]
pub fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Unknown, |text| Cell::Text(text.to_owned()))
}

/// Yes, no or unknown.
#[must_use]
pub fn truth(truth: Option<bool>) -> Cell {
    truth.map_or(Cell::Unknown, Cell::Truth)
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// What names the row.
    Key,
    /// An ID: what `-o id` prints.
    Id,
    /// The ID of something else that the row names.
    ForeignId,
    /// Text.
    Text,
    /// A sentence.
    Sentence,
    /// A number.
    Number,
    /// An amount of money.
    Money,
    /// A time.
    Time,
}

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportColumn {
    /// Its name for programs.
    pub name: &'static str,
    /// Its heading.
    pub header: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a terminal's table has it only when asked.
    pub on_request: bool,
    /// Whether it may be none or never, so that JSON needs another field to tell that from unknown.
    pub may_be_none: bool,
    /// Whether its numbers may be the least ([`Cell::AtLeast`]), so that CSV and JSON need another field to tell.
    pub may_be_least: bool,
    /// Whether the list is there for it, so that a narrow terminal leaves out others first.
    pub is_asked_about: bool,
}

impl ReportColumn {
    /// A column.
    #[must_use]
    pub const fn new(name: &'static str, header: &'static str, holds: Holds) -> Self {
        Self {
            name,
            header,
            holds,
            on_request: false,
            may_be_none: matches!(holds, Holds::Time),
            may_be_least: false,
            is_asked_about: false,
        }
    }

    /// The same, and the list is there for it: a narrow terminal leaves out others first.
    #[must_use]
    pub const fn asked_about(mut self) -> Self {
        self.is_asked_about = true;
        self
    }

    /// A column of numbers beside which some are undecided.
    #[must_use]
    pub const fn counted(name: &'static str, header: &'static str) -> Self {
        Self {
            may_be_least: true,
            ..Self::new(name, header, Holds::Number)
        }
    }

    /// The same, and more may count.
    #[must_use]
    pub const fn or_more(mut self) -> Self {
        self.may_be_least = true;
        self
    }

    /// The same, and it may be none.
    #[must_use]
    pub const fn or_none(mut self) -> Self {
        self.may_be_none = true;
        self
    }

    /// The same, in a terminal's table only when asked.
    #[must_use]
    pub const fn on_request(mut self) -> Self {
        self.on_request = true;
        self
    }
}

/// A list of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportList {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// What a row is, in the plural: `people`.
    pub things: &'static str,
    /// What the reader should know of it; may be empty.
    pub about: String,
    /// Its columns.
    pub columns: Vec<ReportColumn>,
    /// Its rows: not more than were asked for.
    pub rows: Vec<Vec<Cell>>,
    /// How many rows there are in all.
    pub total: u64,
    /// How many more may belong to it: at least one where what it lists was not read to the end.
    pub undecided: u64,
    /// What one would do with it.
    pub next: Vec<NextCommand>,
}

impl ReportList {
    /// Whether nothing was found because something is unknown: it is not empty then.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.total == 0 && self.undecided > 0
    }

    /// What is said in place of no rows, where that is unknown.
    #[must_use]
    pub fn unknown(&self) -> Option<String> {
        let said = || format!("{}: it is unknown whether there are any.", self.title);
        self.is_unknown().then(said)
    }

    /// The apps of its rows, by ID, where a row is a person and an app: IDs of accounts alone do not say which.
    #[must_use]
    pub fn apps(&self) -> BTreeSet<&str> {
        let is_app =
            |column: &ReportColumn| column.name == "app_id" && column.holds == Holds::ForeignId;
        let at = self.columns.iter().position(is_app);
        let cells = at.map(|at| self.rows.iter().filter_map(move |row| row.get(at)?.text()));
        cells.into_iter().flatten().collect()
    }
}

/// A command that follows from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextCommand {
    /// What it does, after "To": `suspend their access`.
    pub what: String,
    /// The command line; empty where no command does it, and `what` says who can.
    pub command: String,
}

/// A word of a column as people read it. For programs, the state of a check that found something is "failed"; a check that
/// fails is, for people, one that could not be made.
#[must_use]
pub fn shown_word<'t>(column: &str, word: &'t str) -> &'t str {
    match (column, word) {
        ("state", "failed") => "found",
        (_, word) => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beside_what_is_unknown_is_the_least() {
        let of = |number, undecided| {
            let figure = Figure::plain("admins", "admins", number).undecided(undecided);
            (figure.value, figure.is_least)
        };
        assert_eq!(of(2, 0), (count(2), false));
        assert_eq!(of(2, 1), (count(2), true));
        assert_eq!(of(0, 1), (Cell::Unknown, false));
        assert_eq!(of(0, 0), (count(0), false));
    }
}
