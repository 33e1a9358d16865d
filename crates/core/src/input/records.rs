//! The rows of a CSV text with the lines they begin on.
//!
//! A quotation mark that is not closed, or only lines below, where rows look like all others, is one of its own line:
//! no other row is lost for it.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::character_references::ends_in_reference;
use super::decode_text::trimmed;
use super::formula_guard::{ESCAPED, unguarded};
use super::mentions::is_address_like;
use super::{Delimiter, Position, is_account_id};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The byte it begins at.
    pub(super) start: usize,
    /// The byte behind it and its end of line.
    pub(super) end: usize,
    /// Where it begins.
    pub(super) at: Position,
    /// The cells: trimmed, or exact if atlctl wrote the file.
    pub(super) cells: Vec<String>,
    /// Whether its quotation marks do not pair up.
    pub(super) odd_quotes: bool,
    /// Whether the delimiter may have cut a character reference, such as `&shy;`.
    pub(super) cut_reference: bool,
}

impl Default for Record {
    fn default() -> Self {
        Self {
            start: 0,
            end: 0,
            at: Position::line(1),
            cells: Vec::new(),
            odd_quotes: false,
            cut_reference: false,
        }
    }
}

impl Record {
    /// Moves the record down by this many lines.
    pub(super) fn lower(mut self, lines: u64) -> Self {
        self.at.line += lines;
        self
    }

    /// Whether all its cells are empty, also where they have another delimiter than the headings.
    pub(super) fn is_blank(&self) -> bool {
        let delimiter = |c: char| matches!(c, ',' | ';' | '|' | '\t' | ' ');
        self.cells
            .iter()
            .all(|cell| trimmed(cell).trim_matches(delimiter).is_empty())
    }
}

/// Iterates over the non-empty rows. Lines are counted by their `\n`.
///
/// Tables drawn with `|` (Markdown, the shells of databases) have one also before the first cell and behind the
/// last, and rules between rows: neither is part of the table.
pub(super) fn read(text: &str, delimiter: Delimiter) -> Rows<'_> {
    let reader = reader(text, delimiter.byte(), true);
    Rows {
        text,
        drawn: delimiter == Delimiter::Pipe,
        framed: None,
        delimiter: char::from(delimiter.byte()),
        reader,
        base: 0,
        width: None,
        record: StringRecord::new(),
        at: 0,
        line: 1,
        escaped: Escaped::NotRead,
    }
}

fn reader(text: &str, delimiter: u8, quoting: bool) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The column that marks rows in which cells are guarded.
#[derive(Clone, Copy)]
enum Escaped {
    /// Unknown until the headings are read.
    NotRead,
    /// The column at this position.
    Column(usize),
    /// No column marks them.
    Nowhere,
}

pub(super) struct Rows<'a> {
    text: &'a str,
    /// Whether the table may be drawn with lines.
    drawn: bool,
    /// Whether it is, by its first row of several cells: else a row that begins with `|` has an empty first cell.
    framed: Option<bool>,
    delimiter: char,
    reader: Reader<&'a [u8]>,
    /// The byte at which the reader began.
    base: usize,
    /// The cells of the first row.
    width: Option<usize>,
    record: StringRecord,
    /// Up to here the text is used up, and this is the line there.
    at: usize,
    line: u64,
    escaped: Escaped,
}

impl Rows<'_> {
    /// Takes the text up to `end`; counts its lines.
    fn take(&mut self, end: usize) -> &str {
        let piece = self.text.get(self.at..end).unwrap_or_default();
        self.at = end.max(self.at);
        self.line += lines(piece);
        piece
    }

    /// Reads the first line of a row alone, as if its quotation marks were letters; the rest is read again.
    fn first_line(&mut self, start: usize, end: usize) {
        let piece = self.text.get(start..end).unwrap_or_default();
        let mut alone = reader(piece, self.reader_delimiter(), false);
        if !alone.read_record(&mut self.record).unwrap_or(false) {
            self.record.clear();
        }
        let rest = self.text.get(end..).unwrap_or_default();
        self.reader = reader(rest, self.reader_delimiter(), true);
        self.base = end;
    }

    fn reader_delimiter(&self) -> u8 {
        u8::try_from(self.delimiter).unwrap_or(b',')
    }

    /// The cells of the record that was read last.
    fn cells(&self) -> Vec<String> {
        let cells = self.record.iter();
        match self.escaped {
            Escaped::Column(at) if self.record.get(at).map(trimmed) == Some("1") => {
                cells.map(|cell| unguarded(cell).to_owned()).collect()
            }
            Escaped::Column(_) => cells.map(str::to_owned).collect(),
            Escaped::NotRead | Escaped::Nowhere => {
                cells.map(|cell| trimmed(cell).to_owned()).collect()
            }
        }
    }
}

/// Whether a quoted cell goes on behind its quotation mark, without a blank: where one word ends and the next begins
/// is a guess then.
fn joins_behind_quote(piece: &str, delimiter: char) -> bool {
    let mut chars = piece.chars().peekable();
    let mut begins = true;
    while let Some(c) = chars.next() {
        if c == '"' && begins {
            // To the mark that is not doubled.
            while let Some(inner) = chars.next() {
                if inner == '"' && chars.next_if_eq(&'"').is_none() {
                    break;
                }
            }
            let behind = chars.peek().copied();
            let joins = |c: char| c.is_alphanumeric() || "@.-_+'=~/&%!#$*^`{}?".contains(c);
            if behind.is_some_and(|c| c != delimiter && joins(c)) {
                return true;
            }
        }
        begins = c == delimiter || c == '\n' || (begins && c == '\r');
    }
    false
}

/// Whether each line of a row reads as a row of its own: as many cells as the first row has, and one person in the same
/// cell of each.
fn are_rows(piece: &str, delimiter: char, width: usize) -> bool {
    let person = |line: &str| -> Option<usize> {
        let cells: Vec<&str> = line
            .split(delimiter)
            .map(|cell| cell.trim_matches('"'))
            .collect();
        let named = |cell: &&str| is_address_like(cell) || is_account_id(trimmed(cell));
        let mut named = cells.iter().enumerate().filter(|(_, cell)| named(cell));
        let (at, _) = named.next()?;
        (cells.len() == width && named.next().is_none()).then_some(at)
    };
    let lines = piece.lines().filter(|line| !line.trim().is_empty());
    let mut places = lines.map(person);
    let first = places.next().flatten();
    width > 1 && first.is_some() && places.all(|place| place == first)
}

/// Whether what stands before a delimiter, a `;`, is a character reference without its end.
fn cuts_reference(cells: &[String]) -> bool {
    let before_last = cells.split_last().map_or(&[][..], |(_, before)| before);
    before_last.iter().any(|cell| ends_in_reference(cell))
}

/// Whether a row of a drawn table is a line between rows.
fn is_rule(cells: &[String]) -> bool {
    let mut drawn = cells.iter().filter(|cell| !cell.is_empty()).peekable();
    drawn.peek().is_some()
        && drawn.all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | '+' | '=')))
}

fn lines(piece: &str) -> u64 {
    piece.bytes().filter(|byte| *byte == b'\n').count() as u64
}

impl Iterator for Rows<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            // Reading from memory, of any number of cells, of text: there is nothing to fail.
            if !self.reader.read_record(&mut self.record).unwrap_or(false) {
                return None;
            }
            let read = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
            let mut end = self.base.saturating_add(read);
            let ahead = self.text.get(self.at..end).unwrap_or_default();
            let blank = ahead.len() - ahead.trim_start_matches(['\r', '\n']).len();
            let start = self.at + blank;
            self.take(start);
            let line = self.line;
            let (drawn, delimiter) = (self.drawn, self.delimiter);
            let piece = self.text.get(start..end).unwrap_or_default();
            let mut odd_quotes = piece.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
                || joins_behind_quote(piece, delimiter);
            if let Some(first) = piece.trim_end_matches('\n').find('\n')
                && (odd_quotes
                    || self
                        .width
                        .is_some_and(|width| are_rows(piece, delimiter, width)))
            {
                end = start + first + 1;
                self.first_line(start, end);
                odd_quotes = true;
            }
            let piece = self.take(end);
            let text = piece.trim();
            let opens = drawn && text.starts_with('|');
            let closes = text.len() > 1 && text.ends_with('|');
            let several = text.contains('|');
            let mut cells = self.cells();
            // A title above the table has one cell and says nothing.
            if drawn && several {
                self.framed.get_or_insert(opens && closes);
            }
            if opens && self.framed == Some(true) {
                cells.remove(0);
                cells.pop_if(|cell| cell.is_empty());
            }
            let record = Record {
                start,
                end,
                at: Position::line(line),
                cut_reference: delimiter == ';' && cuts_reference(&cells),
                cells,
                odd_quotes,
            };
            if record.is_blank() || (drawn && is_rule(&record.cells)) {
                continue;
            }
            self.width.get_or_insert(record.cells.len());
            if matches!(self.escaped, Escaped::NotRead) {
                let column = record.cells.iter().position(|cell| cell == ESCAPED);
                self.escaped = column.map_or(Escaped::Nowhere, Escaped::Column);
            }
            return Some(record);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(u64, Vec<String>)> {
        read(text, Delimiter::Comma)
            .map(|row| (row.at.line, row.cells))
            .collect()
    }

    #[test]
    fn every_row_knows_its_line() {
        let rows = of("a,b\r\n\r\n\"x\ny\", z \r\n,,\nlast,\"q\"\"q\"");
        let cells = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        assert_eq!(
            rows,
            vec![
                (1, cells(["a", "b"])),
                (3, cells(["x\ny", "z"])),
                (6, cells(["last", "q\"q"])),
            ]
        );
    }

    #[test]
    fn an_empty_first_cell_is_no_frame() {
        let rows = |text: &str| -> Vec<Vec<String>> {
            read(text, Delimiter::Pipe).map(|row| row.cells).collect()
        };
        let cells = |cells: &[&str]| {
            cells
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>()
        };
        let plain = "Name|Email|Manager\n|ann@x.example|vera@x.example\n|bob@x.example|\n";
        assert_eq!(
            rows(plain),
            [
                cells(&["Name", "Email", "Manager"]),
                cells(&["", "ann@x.example", "vera@x.example"]),
                cells(&["", "bob@x.example", ""]),
            ]
        );
        let drawn =
            "People\n| Name | Email |\n|---|---|\n|  | ann@x.example |\n| Bob | bob@x.example |\n";
        assert_eq!(
            rows(drawn),
            [
                cells(&["People"]),
                cells(&["Name", "Email"]),
                cells(&["", "ann@x.example"]),
                cells(&["Bob", "bob@x.example"]),
            ]
        );
    }

    #[test]
    fn a_word_behind_a_quote_is_noticed() {
        for (text, odd) in [
            ("\"o@o.\"a,b", true),
            ("x,\"a\"b", true),
            ("\"a@x\"-y.example,b", true),
            ("\"a\",\"b\"\"c\"", false),
            ("\"Lee, Ann\" <ann@x.example>", false),
            ("\"a\" ,b", false),
        ] {
            assert_eq!(joins_behind_quote(text, ','), odd, "{text}");
        }
    }

    #[test]
    fn a_quote_left_open_is_noticed() {
        let rows: Vec<Record> = read("a\n\"b\nc\nd", Delimiter::Comma).collect();
        let odd: Vec<(u64, bool)> = rows
            .iter()
            .map(|row| (row.at.line, row.odd_quotes))
            .collect();
        assert_eq!(odd, [(1, false), (2, true), (3, false), (4, false)]);
        assert_eq!(rows[1].cells, ["\"b"]);
        assert!(
            !read("\"a\"\"b\"", Delimiter::Comma)
                .next()
                .unwrap()
                .odd_quotes
        );
    }

    #[test]
    fn a_quote_that_closes_far_below_swallows_no_rows() {
        let rows =
            "Name,Email\n\"Bob,b@x.example\nN,c@x.example\nFoo\",d@x.example\nO,e@x.example\n";
        let rows: Vec<Record> = read(rows, Delimiter::Comma).collect();
        let read: Vec<(u64, &str, bool)> = rows
            .iter()
            .map(|row| (row.at.line, row.cells[1].as_str(), row.odd_quotes))
            .collect();
        assert_eq!(
            read,
            [
                (1, "Email", false),
                (2, "b@x.example", true),
                (3, "c@x.example", false),
                (4, "d@x.example", true),
                (5, "e@x.example", false),
            ]
        );
        // A cell of several lines is one.
        for whole in [
            "Name,Email\n\"Lee, Ann\nLondon\",a@x.example\n",
            "Email,Team\n\"a@x.example\nb@x.example\",x\n",
            "Email,Notes\na@x.example,\"please also\nb@x.example, or\nc@x.example\"\n",
        ] {
            assert_eq!(read_all(whole), 2, "{whole}");
        }
    }

    fn read_all(text: &str) -> usize {
        read(text, Delimiter::Comma).count()
    }

    #[test]
    fn blank_rows_are_blank_whatever_their_delimiter() {
        assert_eq!(read_all("email\n,\n;;\n | |\n\"\"\n"), 1);
    }
}
