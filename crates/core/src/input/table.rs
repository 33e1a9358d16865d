//! Any table in a text: its headings and its rows, whatever the encoding and the character between cells.

use super::dialect::announced;
use super::{Delimiter, InputError, records, text};

/// Headings and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The first row.
    pub headings: Vec<String>,
    /// The others; not all need be as long.
    pub rows: Vec<Vec<String>>,
}

/// Reads a table. Of the characters that may stand between cells, the one whose headings fit is taken, else
/// the one that makes the most columns.
///
/// # Errors
/// When the bytes are no text.
pub fn table(bytes: &[u8], fit: impl Fn(&[String]) -> bool) -> Result<Table, InputError> {
    let (text, _) = text::decode(bytes)?;
    let (asked, text) = match announced(&text) {
        Some((delimiter, rest)) => (Some(delimiter), rest),
        None => (None, text.as_str()),
    };
    let delimiter = asked.unwrap_or_else(|| {
        let fitting = |delimiter: &Delimiter| {
            let first = records::read(text, *delimiter).next();
            let cells = first.map(|record| record.cells).unwrap_or_default();
            (fit(&cells), cells.len())
        };
        let mut all = Delimiter::ALL;
        // Where nothing tells them apart, the first of them.
        all.reverse();
        all.into_iter()
            .max_by_key(fitting)
            .unwrap_or(Delimiter::Comma)
    });
    let mut rows = records::read(text, delimiter).map(|record| record.cells);
    Ok(Table {
        headings: rows.next().unwrap_or_default(),
        rows: rows.collect(),
    })
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
            b"Email;Policy\na@x.example;F\xfcr, alle\n",
        ] {
            assert_eq!(table(bytes, fit).unwrap(), want);
        }
        assert_eq!(table(b"", fit).unwrap(), Table::default());
        assert!(table(b"PK\x03\x04", fit).is_err());
    }
}
