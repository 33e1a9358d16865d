//! Lists without headings: one person per line, several on a line, the "To:" line of a message, or a table without
//! column names.

use super::collect_people::{List, Place, Reading};
use super::columns::{self, Chosen};
use super::decision_columns::{Undecided, undecided};
use super::mentions::{Entry, Piece, of_pieces, pieces};
use super::person::{Layout, key};
use super::unread_columns::Unread;
use super::{
    Columns, Delimiter, InputError, Position, dialect, records, repeated_headings, text_marks,
};

/// What was found besides the people.
pub(super) struct Found {
    pub(super) layout: Layout,
    pub(super) rows: u64,
    pub(super) unread: Vec<Unread>,
    pub(super) undecided: Vec<Undecided>,
}

/// A line that holds nothing but people.
struct Line {
    number: u64,
    named: Vec<Entry>,
    /// Texts between separators, blank ones too.
    width: usize,
    /// Those before the first that is not blank.
    indent: usize,
    /// Whether one between others is blank.
    gap: bool,
}

impl Line {
    /// The address and the account ID, if the line has one of each and nothing else.
    fn pair(&self) -> Option<(String, String)> {
        match &self.named[..] {
            [Entry::Email(email), Entry::Account(id)]
            | [Entry::Account(id), Entry::Email(email)] => Some((email.clone(), id.clone())),
            _ => None,
        }
    }
}

/// Reads the list. `skipped`: lines above the text.
pub(super) fn read(
    list: &mut List,
    text: &str,
    skipped: u64,
    delimiters: &[Delimiter],
    asked: &Columns,
) -> Result<Found, InputError> {
    if asked.is_empty()
        && let Some(lines) = lines(text).filter(|lines| are_one_list(lines))
    {
        let rows = lines.len() as u64;
        for line in lines {
            let at = Position::line(line.number + skipped);
            let place = Place {
                row: at,
                list: Some(at),
                column: None,
            };
            // An address and an account ID may be one person's, which is looked up.
            match line.pair() {
                Some((email, id)) => list.add(&place, (Some(email), Some(id))),
                None => line
                    .named
                    .into_iter()
                    .for_each(|entry| list.entry(entry, &place)),
            }
        }
        return Ok(Found {
            layout: Layout::Lines,
            rows,
            unread: Vec::new(),
            undecided: Vec::new(),
        });
    }
    let delimiter = dialect::without_headings(text, delimiters);
    let rows = records::read(text, delimiter).map(|row| row.lower(skipped));
    let rows: Vec<records::Record> = rows.collect();
    // Columns with blanks between them, perhaps.
    if asked.is_empty() && lines(text).is_some() && rows.iter().all(|row| row.cells.len() == 1) {
        return Err(InputError::Ambiguous);
    }
    let unread = table(list, &rows, asked)?;
    Ok(Found {
        layout: Layout::Cells(delimiter),
        rows: rows.len() as u64,
        unread,
        undecided: undecided(&[], &rows, false),
    })
}

/// Reads rows that have no headings.
pub(super) fn table(
    list: &mut List,
    rows: &[records::Record],
    asked: &Columns,
) -> Result<Vec<Unread>, InputError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    repeated_headings::check_bare(rows)?;
    let chosen: Chosen = columns::of_bare(rows, asked)?;
    let how = Reading {
        headings: None,
        chosen: &chosen,
        width: None,
        one_list: false,
    };
    for row in rows {
        list.row(row, &how);
    }
    Ok(list.unread(rows, &chosen))
}

/// The lines, if each holds nothing but people. Other text would make it a table.
fn lines(text: &str) -> Option<Vec<Line>> {
    let mut all = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        // Whom a reader of the page does not see, or sees outside the table.
        let marks = [
            text_marks::HIDDEN,
            text_marks::UNCLEAR,
            text_marks::OUTSIDE,
            text_marks::ATTRIBUTE,
            text_marks::MARKUP,
        ];
        if marks.iter().any(|mark| line.contains(mark)) {
            return None;
        }
        let pieces = pieces(line);
        let named = of_pieces(&pieces);
        if named.iter().any(|entry| matches!(entry, Entry::Text(_))) {
            return None;
        }
        if named.is_empty() {
            continue;
        }
        let indent = pieces.iter().take_while(|piece| piece.is_blank()).count();
        let tail = pieces
            .iter()
            .rev()
            .take_while(|piece| piece.is_blank())
            .count();
        let blank = pieces
            .iter()
            .filter(|piece: &&Piece<'_>| piece.is_blank())
            .count();
        all.push(Line {
            number,
            named,
            width: pieces.len(),
            indent,
            gap: blank > indent + tail,
        });
    }
    (!all.is_empty()).then_some(all)
}

/// The contents under a single heading.
pub(super) enum Under {
    /// A list, with any number of people on each line.
    OneList,
    /// Nothing but people, and perhaps columns of them.
    Columns,
    /// Other texts too.
    Texts,
}

pub(super) fn under_one_heading(text: &str) -> Under {
    match lines(text) {
        Some(lines) if are_one_list(&lines) => Under::OneList,
        Some(_) => Under::Columns,
        None => Under::Texts,
    }
}

/// Whether the lines are a single list and not a table of several columns. A table has the same number of cells on
/// each line, some of them empty, or repeats a person, such as a manager, next to others.
fn are_one_list(lines: &[Line]) -> bool {
    let same = |of: &dyn Fn(&Line) -> usize| {
        let mut all = lines.iter().map(of);
        let first = all.next();
        all.all(|each| Some(each) == first)
    };
    if lines.iter().any(|line| line.gap) || !same(&|line| line.indent) {
        return false;
    }
    if lines.len() == 1 || lines.iter().all(|line| line.named.len() == 1) {
        return true;
    }
    !same(&|line| line.width) && !names_again(lines)
}

/// Whether a person is on several lines, and after others on one of them.
fn names_again(lines: &[Line]) -> bool {
    let mut seen = std::collections::HashMap::new();
    for line in lines {
        for (at, entry) in line.named.iter().enumerate() {
            let (Entry::Email(name) | Entry::Account(name)) = entry else {
                continue;
            };
            let before = seen.insert(key(name), (line.number, at > 0));
            if let Some((number, behind)) = before
                && number != line.number
                && (behind || at > 0)
            {
                return true;
            }
        }
    }
    false
}
