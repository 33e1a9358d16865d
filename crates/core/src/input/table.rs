//! A table in a text: its headings and rows, in any encoding and with any delimiter, as JSON, HTML or Markdown.

use super::dialect::{self, TITLES};
use super::json::{self, Elements};
use super::records::Record;
use super::{Delimiter, Encoding, InputError, contents, decode_text, records, repeated_headings};

/// Headings and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The first row.
    pub headings: Vec<String>,
    /// The others; not all need be as long.
    pub rows: Vec<Vec<String>>,
}

/// Reads a table. Its headings are the first of its topmost rows that `fit`, under whichever character between cells;
/// where none does, the first row, with the character that makes the most columns of it.
///
/// # Errors
/// When the bytes are no text, or JSON without rows, or a row below the headings has others.
pub fn table(
    bytes: &[u8],
    encoding: Option<Encoding>,
    fit: impl Fn(&[String]) -> bool,
) -> Result<Table, InputError> {
    table_with_lines(bytes, encoding, fit).map(|(table, _)| table)
}

/// The same, and the line of the text, counted from 1, on which each row begins.
///
/// # Errors
/// As [`table`].
pub fn table_with_lines(
    bytes: &[u8],
    encoding: Option<Encoding>,
    fit: impl Fn(&[String]) -> bool,
) -> Result<(Table, Vec<u64>), InputError> {
    let tidied = contents::text(bytes, encoding)?;
    if let Err(error @ (InputError::StyleSheet(_) | InputError::Frame(_))) = tidied.refused {
        return Err(error);
    }
    if let Some(elements) = json::elements(&tidied.text)? {
        return of_json(elements, fit);
    }
    // A cell in quotation marks is what it is, with its line breaks.
    let (text, _) = decode_text::decode(bytes, encoding)?;
    let is_exact = text.contains('"') && !text.trim_start().starts_with('|') && !tidied.is_html;
    let text = if is_exact { text } else { tidied.text };
    let text = text.trim_end_matches('\u{1a}');
    let whole = text;
    let (delimiters, text) = match dialect::announced(text)? {
        Some((delimiter, rest)) => (vec![delimiter], rest),
        None => (Delimiter::ALL.to_vec(), text),
    };
    let mut best: Option<((bool, usize, usize), Delimiter, usize)> = None;
    for delimiter in delimiters {
        let top = records::read(text, delimiter).take(TITLES).enumerate();
        for (above, row) in top {
            let fits = fit(&row.cells);
            if above > 0 && !fits {
                continue;
            }
            let rank = (fits, TITLES - above, row.cells.len());
            // If they tie, the first one wins.
            if best.as_ref().is_none_or(|(most, ..)| rank > *most) {
                best = Some((rank, delimiter, row.start));
            }
        }
    }
    let Some((_, delimiter, start)) = best else {
        return Ok((Table::default(), Vec::new()));
    };
    let below = text.get(start..).unwrap_or_default();
    let above = whole.len().saturating_sub(below.len());
    let above = whole.get(..above).unwrap_or_default();
    let above = above.bytes().filter(|byte| *byte == b'\n').count() as u64;
    let mut records = records::read(below, delimiter);
    let headings = records.next().map(|record| record.cells);
    let rows = records.map(|record| record.lower(above)).collect();
    with_lines(headings.unwrap_or_default(), rows, fit)
}

/// The table of these rows, and their lines.
fn with_lines(
    headings: Vec<String>,
    rows: Vec<Record>,
    fit: impl Fn(&[String]) -> bool,
) -> Result<(Table, Vec<u64>), InputError> {
    let is_other =
        |row: &&Record| fit(&row.cells) && repeated_headings::differs(&headings, &row.cells);
    if let Some(row) = rows.iter().find(is_other) {
        return Err(repeated_headings::error(row));
    }
    let (rows, lines) = rows
        .into_iter()
        .map(|record| (record.cells, record.at.line))
        .unzip();
    Ok((Table { headings, rows }, lines))
}

fn of_json(
    elements: Elements,
    fit: impl Fn(&[String]) -> bool,
) -> Result<(Table, Vec<u64>), InputError> {
    let (headings, records): (Vec<String>, Vec<Record>) = match elements {
        Elements::Objects(keys, rows) => (keys, rows),
        Elements::Rows(rows) => {
            let mut rows = rows.into_iter();
            let first = rows.next().map(|first| first.cells);
            (first.unwrap_or_default(), rows.collect())
        }
        Elements::Texts(texts) => match texts.first() {
            None => (Vec::new(), Vec::new()),
            Some((at, _)) => {
                return Err(InputError::JsonForm {
                    line: at.line,
                    what: "it has texts where rows are expected".to_owned(),
                });
            }
        },
    };
    with_lines(headings, records, fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_any_make() {
        let fit = |cells: &[String]| cells.iter().any(|cell| cell == "Policy");
        let want = Table {
            headings: vec!["Email".to_owned(), "Policy".to_owned()],
            rows: vec![vec!["a@x.example".to_owned(), "Für, alle".to_owned()]],
        };
        for bytes in [
            "Email,Policy\na@x.example,\"Für, alle\"\n".as_bytes(),
            "\u{feff}Email;Policy\r\na@x.example;\"Für, alle\"\r\n".as_bytes(),
            "Email\tPolicy\na@x.example\tFür, alle".as_bytes(),
            "sep=;\nEmail;Policy\na@x.example;Für, alle\n".as_bytes(),
            "sep=|\nEmail|Policy\na@x.example|Für, alle\n".as_bytes(),
            "Managed accounts export\n\nEmail,Policy\na@x.example,\"Für, alle\"\n".as_bytes(),
            "Managed, accounts;\r\n;\r\nEmail;Policy\r\na@x.example;Für, alle\r\n\u{1a}".as_bytes(),
            "| Email | Policy |\n|---|---|\n| a@x.example | Für, alle |\n".as_bytes(),
            b"Email;Policy\na@x.example;F\xfcr, alle\n",
            "[{\"Email\": \"a@x.example\", \"Policy\": \"Für, alle\"}]".as_bytes(),
            "{\"Email\": \"a@x.example\", \"Policy\": \"Für, alle\"}\n".as_bytes(),
            "[[\"Email\", \"Policy\"], [\"a@x.example\", \"Für, alle\"]]".as_bytes(),
            "<table><tr><th>Email</th><th>Policy</th></tr><tr><td>a@x.example</td><td>Für, alle</td></tr></table>"
                .as_bytes(),
            "||Email||Policy||\n|a@x.example|Für, alle|\n".as_bytes(),
            "> Email;Policy\n> a@x.example;Für, alle\n".as_bytes(),
        ] {
            assert_eq!(table(bytes, None, fit).unwrap(), want);
        }
        assert_eq!(table(b"", None, fit).unwrap(), Table::default());
        let quoted = b"sep=;\nTitle;\n\nEmail;Policy\na;\"1\n2\"\n\nb;3\n";
        assert_eq!(table_with_lines(quoted, None, fit).unwrap().1, [5, 8]);
        let lines = b"[\n{\"Email\": \"a\"},\n{\"Email\": \"b\"}\n]";
        assert_eq!(table_with_lines(lines, None, fit).unwrap().1, [2, 3]);
        assert!(table(b"[\"a@x.example\"]", None, fit).is_err());
        assert!(table(b"PK\x03\x04", None, fit).is_err());
        assert!(table(b"sep=:\nEmail:Policy", None, fit).is_err());
    }
}
