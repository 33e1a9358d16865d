//! The rows of a CSV text with the lines they begin on.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::Delimiter;
use super::guard::{ESCAPED, unguarded};
use super::text::trimmed;

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The byte it begins at.
    pub(super) start: usize,
    /// The byte behind it and its end of line.
    pub(super) end: usize,
    /// The line it begins on, counted from 1.
    pub(super) line: u64,
    /// The last line that belongs to it.
    pub(super) until: u64,
    /// The cells: trimmed, or exact if atlctl wrote the file.
    pub(super) cells: Vec<String>,
    /// Whether its quotation marks do not pair up.
    pub(super) odd_quotes: bool,
}

impl Record {
    /// Moves the record down by this many lines.
    pub(super) fn lower(mut self, lines: u64) -> Self {
        self.line += lines;
        self.until += lines;
        self
    }

    /// Whether all its cells are empty.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| trimmed(cell).is_empty())
    }
}

/// Iterates over the non-empty rows. Lines are counted by their `\n`.
///
/// Tables drawn with `|` (Markdown, the shells of databases) have one also before the first cell and behind the
/// last, and rules between rows: neither is part of the table.
pub(super) fn read(text: &str, delimiter: Delimiter) -> Rows<'_> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    Rows {
        text,
        drawn: delimiter == Delimiter::Pipe,
        delimiter: char::from(delimiter.byte()),
        reader,
        record: StringRecord::new(),
        at: 0,
        line: 1,
        escaped: Escaped::NotRead,
    }
}

/// The column that marks rows in which cells are guarded.
#[derive(Clone, Copy)]
enum Escaped {
    /// The headings come yet.
    NotRead,
    /// It is this one.
    Column(usize),
    /// There is none.
    Nowhere,
}

pub(super) struct Rows<'a> {
    text: &'a str,
    /// Whether the table may be drawn with lines.
    drawn: bool,
    delimiter: char,
    reader: Reader<&'a [u8]>,
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
            if behind.is_some_and(|c| c != delimiter && (c.is_alphanumeric() || c == '@')) {
                return true;
            }
        }
        begins = c == delimiter || c == '\n' || (begins && c == '\r');
    }
    false
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
            let end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
            let ahead = self.text.get(self.at..end).unwrap_or_default();
            let blank = ahead.len() - ahead.trim_start_matches(['\r', '\n']).len();
            let start = self.at + blank;
            self.take(start);
            let line = self.line;
            let (drawn, delimiter) = (self.drawn, self.delimiter);
            let piece = self.take(end);
            let odd_quotes = piece.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
                || joins_behind_quote(piece, delimiter);
            let until = line + lines(piece.trim_end_matches(['\r', '\n']));
            let framed = drawn && piece.trim_start().starts_with('|');
            let mut cells = self.cells();
            if framed {
                cells.remove(0);
                cells.pop_if(|cell| cell.is_empty());
            }
            let record = Record {
                start,
                end,
                line,
                until,
                cells,
                odd_quotes,
            };
            if record.is_blank() || (drawn && is_rule(&record.cells)) {
                continue;
            }
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

    fn of(text: &str) -> Vec<(u64, u64, Vec<String>)> {
        read(text, Delimiter::Comma)
            .map(|row| (row.line, row.until, row.cells))
            .collect()
    }

    #[test]
    fn every_row_knows_its_line() {
        let rows = of("a,b\r\n\r\n\"x\ny\", z \r\n,,\nlast,\"q\"\"q\"");
        let cells = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        assert_eq!(
            rows,
            vec![
                (1, 1, cells(["a", "b"])),
                (3, 4, cells(["x\ny", "z"])),
                (6, 6, cells(["last", "q\"q"])),
            ]
        );
    }

    #[test]
    fn a_word_behind_a_quote_is_noticed() {
        for (text, odd) in [
            ("\"o@o.\"a,b", true),
            ("x,\"a\"b", true),
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
        assert!(rows[1].odd_quotes);
        assert_eq!((rows[1].line, rows[1].until), (2, 4));
        assert!(
            !read("\"a\"\"b\"", Delimiter::Comma)
                .next()
                .unwrap()
                .odd_quotes
        );
    }
}
