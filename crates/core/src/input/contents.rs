//! What a list is made of, before anybody is looked for in it. Everything that reads a list, its people and any other
//! of its cells, begins here, so that all see the same records under the same headings.

use super::dialect::{self, Head};
use super::headings::Headings;
use super::json::{self, Elements};
use super::position::Position;
use super::records::{self, Record};
use super::without_headings::{self, Under};
use super::{
    Columns, Delimiter, Encoding, InputError, Layout, check_marks, decode_text, html,
    repeated_headings, text_marks, text_sections,
};

/// A list.
pub(super) enum Contents {
    /// Texts of a JSON array.
    Texts(Vec<(Position, String)>),
    /// Rows of cells without headings, of a JSON array.
    Arrays(Vec<Record>),
    /// Rows under the keys of JSON objects, or under a first array of headings.
    Objects(Vec<String>, Vec<Record>),
    /// Rows under headings.
    Sheet(Sheet),
    /// Any other text.
    Bare(Bare),
}

/// A table with headings.
pub(super) struct Sheet {
    /// The row of headings.
    pub(super) headings: Record,
    /// The rows below.
    pub(super) rows: Vec<Record>,
    /// The rows above.
    pub(super) above: Vec<Record>,
    pub(super) delimiter: Delimiter,
    /// What stands below a single heading.
    pub(super) under: Under,
    /// Whether a cell is in quotation marks.
    pub(super) has_quotes: bool,
    /// Whether it was HTML.
    pub(super) is_html: bool,
}

impl Sheet {
    /// What lists of its make look like.
    pub(super) fn layout(&self) -> Layout {
        if self.is_html {
            Layout::Html
        } else {
            Layout::Cells(self.delimiter)
        }
    }

    /// The text of each row above.
    pub(super) fn texts_above(&self) -> Vec<String> {
        let rows = self.above.iter().map(|row| {
            let cells = row
                .cells
                .iter()
                .map(String::as_str)
                .map(decode_text::trimmed);
            let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            cells.join(" ")
        });
        rows.collect()
    }
}

/// A text without headings.
pub(super) struct Bare {
    pub(super) text: String,
    /// Lines above it.
    pub(super) skipped: u64,
    pub(super) delimiters: Vec<Delimiter>,
    /// Whether it was HTML.
    pub(super) is_html: bool,
}

/// Reads the records of a list.
///
/// # Errors
/// When it is no text, or begins as JSON and is none, or a row below the headings has others.
pub(super) fn read(bytes: &[u8], asked: &Columns) -> Result<(Contents, Encoding), InputError> {
    let Text {
        text,
        encoding,
        is_html,
        has_columns,
        tables,
        refused,
    } = text(bytes, asked.encoding)?;
    let is_titled = asked.of_exceptions && !is_html;
    let below = is_titled.then(|| text_sections::without_exception(&text));
    let text = below.flatten().unwrap_or(text);
    if let Some(elements) = json::elements(&text)? {
        let contents = of_json(elements, asked);
        match &contents {
            Contents::Objects(keys, rows) => {
                repeated_headings::check(keys, rows)?;
                check_marks::check_rows(keys, rows)?;
            }
            Contents::Arrays(rows) => check_marks::check_rows(&[], rows)?,
            Contents::Texts(texts) => {
                let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
                check_marks::check_text(&texts.join("\n"))?;
            }
            _ => {}
        }
        return Ok((contents, encoding));
    }
    let announced = dialect::announced(&text)?;
    let skipped = u64::from(announced.is_some());
    let (delimiters, text) = match announced {
        Some((delimiter, rest)) => (vec![delimiter], rest),
        None if has_columns => (vec![Delimiter::Tab], text.as_str()),
        None => (Delimiter::ALL.to_vec(), text.as_str()),
    };
    let contents = match dialect::head(text, &delimiters, asked) {
        Some(head) => {
            let mut sheet = sheet(text, head, &delimiters, skipped);
            check_marks::check_rows(&sheet.headings.cells, &sheet.rows)?;
            if sheet.headings.cells.len() == 1 {
                // A mark may be a character between cells.
                check_marks::check_text(text)?;
            }
            repeated_headings::check(&sheet.headings.cells, &sheet.rows)?;
            repeated_headings::check_tables(&sheet.headings, &sheet.rows, &tables)?;
            if !is_html {
                let rows = sheet.above.iter().chain(&sheet.rows);
                text_sections::check_rows(rows, asked.of_exceptions)?;
            } else {
                // What is struck out of headings changes nobody.
                for heading in &mut sheet.headings.cells {
                    *heading = text_marks::not_struck(heading).to_owned();
                }
            }
            Contents::Sheet(Sheet { is_html, ..sheet })
        }
        None => {
            check_marks::check_text(text)?;
            if !is_html {
                text_sections::check_text(text, asked.of_exceptions)?;
            }
            Contents::Bare(Bare {
                text: text.to_owned(),
                skipped,
                delimiters,
                is_html,
            })
        }
    };
    refused?;
    Ok((contents, encoding))
}

/// The text of a list: decoded, without marks around its lines, and with the cells of HTML between tabs.
///
/// # Errors
/// When the bytes are no text.
pub(super) fn text(bytes: &[u8], encoding: Option<Encoding>) -> Result<Text, InputError> {
    let (text, encoding) = decode_text::decode(bytes, encoding)?;
    let text = text_marks::of_wiki(text_marks::unquoted_mail(decode_text::tidied(text)));
    let html = html::read(&text);
    Ok(Text {
        is_html: html.is_some(),
        has_columns: html.as_ref().is_some_and(|html| html.has_columns),
        tables: html.as_ref().map_or(Vec::new(), |html| html.tables.clone()),
        refused: html.as_ref().map_or(Ok(()), |html| html.refused.clone()),
        text: html.map_or(text, |html| html.text),
        encoding,
    })
}

/// The text of a list.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) encoding: Encoding,
    /// Whether it was HTML, and whether it is a table of several columns.
    pub(super) is_html: bool,
    pub(super) has_columns: bool,
    /// The lines on which the tables of HTML begin.
    pub(super) tables: Vec<u64>,
    /// Why it cannot be a list.
    pub(super) refused: Result<(), InputError>,
}

fn of_json(elements: Elements, asked: &Columns) -> Contents {
    match elements {
        Elements::Texts(texts) => Contents::Texts(texts),
        Elements::Objects(keys, rows) => Contents::Objects(keys, rows),
        Elements::Rows(mut rows) => {
            let first = rows.first();
            if first.is_none_or(|row| Headings::of(&row.cells, asked).is_none()) {
                return Contents::Arrays(rows);
            }
            let headings = rows.remove(0);
            Contents::Objects(headings.cells, rows)
        }
    }
}

fn sheet(text: &str, head: Head, delimiters: &[Delimiter], skipped: u64) -> Sheet {
    let lines = skipped + head.lines;
    let below = text.get(head.start..).unwrap_or_default();
    let mut rows = records::read(below, head.delimiter);
    let first = rows.next().unwrap_or_default();
    let (mut delimiter, mut under) = (head.delimiter, Under::Texts);
    let rows: Vec<Record> = if head.delimiter == Delimiter::Pipe {
        rows.collect()
    } else if first.cells.len() == 1 {
        // The only heading has no delimiter beside it that would say which is used below.
        let people = below.get(first.end..).unwrap_or_default();
        delimiter = dialect::without_headings(people, delimiters);
        under = without_headings::under_one_heading(people);
        let begin = below.get(..first.end).unwrap_or_default();
        let begin = begin.matches('\n').count() as u64;
        let rows = records::read(people, delimiter);
        rows.map(|row| row.lower(begin)).collect()
    } else {
        rows.collect()
    };
    let lower = |rows: Vec<Record>, lines: u64| -> Vec<Record> {
        rows.into_iter().map(|row| row.lower(lines)).collect()
    };
    Sheet {
        headings: first.lower(lines),
        rows: lower(rows, lines),
        above: lower(head.above, skipped),
        delimiter,
        under,
        has_quotes: below.contains('"'),
        is_html: false,
    }
}
