//! What a page says of its lists as wholes: titles between them, and marks beside people.

use super::check_marks::Marks;
use super::{InputError, Mark, Position, names_somebody};

/// What a row is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text outside lists.
    #[default]
    Text,
    /// A heading outside lists.
    Title,
    /// A row of a table, or an item of a list.
    Listed,
}

#[derive(Default)]
pub(super) struct Sections {
    /// Headings and other texts since the last person, without those of people.
    titles: Vec<(Kind, String)>,
    /// The title of the first people.
    first: Option<String>,
    /// Whether somebody was named.
    is_begun: bool,
    /// The marks of the row that are no text.
    pub(super) marks: Vec<Mark>,
    /// Those beside people.
    marked: Marks,
    /// Where other people are under another title, and that title.
    other: Option<(u64, String)>,
}

impl Sections {
    /// Notes a row of the page.
    pub(super) fn row(&mut self, kind: Kind, text: &str, line: u64, is_behind_table: bool) {
        let mut marks = std::mem::take(&mut self.marks);
        if !names_somebody(text) {
            if kind != Kind::Listed {
                self.titles.push((kind, text.trim().to_owned()));
            }
            return;
        }
        if marks.is_empty() && kind == Kind::Listed {
            marks.push(Mark::Nothing);
        }
        for mark in marks {
            self.marked.add(mark, line);
        }
        // An address in a text behind a table is in no list.
        if kind != Kind::Listed && is_behind_table {
            return;
        }
        let titles = std::mem::take(&mut self.titles);
        if !self.is_begun {
            self.is_begun = true;
            self.first = titles.into_iter().next_back().map(|(_, title)| title);
            return;
        }
        let counts = |of: &Kind| kind == Kind::Listed || *of == Kind::Title;
        let mut others = titles.into_iter().filter(|(of, _)| counts(of));
        let other = others.find(|(_, title)| Some(title) != self.first.as_ref());
        if let Some((_, title)) = other {
            self.other.get_or_insert((line, title));
        }
    }

    /// Refuses a page of which it is not known whether all people are meant.
    ///
    /// # Errors
    /// When it has other people under another title, or other marks beside them.
    pub(super) fn check(&self) -> Result<(), InputError> {
        self.marked.check()?;
        match &self.other {
            Some((line, title)) => Err(InputError::OtherTitle {
                at: Position::line(*line),
                title: title.clone(),
            }),
            None => Ok(()),
        }
    }
}
