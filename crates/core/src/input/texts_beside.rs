//! Texts beside the person of a row that may be their name.

use super::account_id::account_ids;
use super::contents::{self, Bare, Contents};
use super::embedded_addresses::addresses_in;
use super::records::{self, Record};
use super::{Columns, InputError, Position, dialect, text_marks};

/// The texts beside the only person of each row: within the cell that names them, and, in a list without headings, in
/// the other cells. The list is read as for its people: the positions are the same.
///
/// # Errors
/// When it cannot be read.
pub fn texts_beside(
    bytes: &[u8],
    asked: &Columns,
) -> Result<Vec<(Position, Vec<String>)>, InputError> {
    let (contents, _) = contents::read(bytes, asked)?;
    let rows = |rows: &[Record], has_headings: bool| {
        let rows = rows.iter();
        rows.map(|row| (row.at, of_row(&row.cells, has_headings)))
            .collect()
    };
    Ok(match contents {
        Contents::Texts(texts) => {
            let texts = texts.into_iter();
            texts
                .map(|(at, text)| (at, of_row(&[text], false)))
                .collect()
        }
        Contents::Arrays(all) => rows(&all, false),
        Contents::Objects(_, all) => rows(&all, true),
        Contents::Sheet(sheet) => rows(&sheet.rows, true),
        Contents::Bare(Bare {
            text,
            skipped,
            delimiters,
            ..
        }) => {
            let delimiter = dialect::without_headings(&text, &delimiters);
            let all: Vec<Record> = records::read(&text, delimiter)
                .map(|row| row.lower(skipped))
                .collect();
            rows(&all, false)
        }
    })
}

fn of_row(cells: &[String], has_headings: bool) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for cell in cells {
        let cell = text_marks::unmarked(cell);
        match without_person(cell) {
            Some(beside) => texts.push(beside),
            None if !has_headings => texts.push(cell.to_owned()),
            None => {}
        }
    }
    if !has_headings {
        // Of "Lee, Ann <ann@example.com>" a comma divides the name.
        texts.extend(without_person(&cells.join(" ")));
    }
    texts.retain(|text| text.contains(char::is_alphabetic));
    texts
}

/// The text of a cell around its only person; `None` where it has nobody, or several.
fn without_person(cell: &str) -> Option<String> {
    let (addresses, ids) = (addresses_in(cell), account_ids(cell));
    let [person] = &[addresses, ids].concat()[..] else {
        return None;
    };
    let (before, behind) = cell.split_once(person.as_str())?;
    let bare = |text: &str| {
        let text = text.replace("mailto:", " ");
        let sign = |c: char| c.is_whitespace() || "<>()[]{}\"'`,;:|-–—*•@".contains(c);
        let text = text_marks::unbulleted(text.trim_start());
        text.trim_matches(sign).to_owned()
    };
    Some(
        format!("{} {}", bare(before), bare(behind))
            .trim()
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_around_a_person_may_be_their_name() {
        for (cell, beside) in [
            ("Ann Lee <ann@x.example>", "Ann Lee"),
            ("ann@x.example (Ann Lee)", "Ann Lee"),
            ("\"Lee, Ann\" <mailto:ann@x.example>", "Lee, Ann"),
            ("- Ann Lee - ann@x.example", "Ann Lee"),
            ("1) Ann Lee (ann@x.example)", "Ann Lee"),
            ("2. @Ann Lee <ann@x.example>", "Ann Lee"),
            ("ann@x.example", ""),
        ] {
            assert_eq!(without_person(cell).as_deref(), Some(beside), "{cell}");
        }
        assert_eq!(without_person("Ann Lee"), None);
        assert_eq!(without_person("a@x.example, b@x.example"), None);
    }

    #[test]
    fn cells_beside_somebody_count_without_headings() {
        let of = |text: &str| {
            let found = texts_beside(text.as_bytes(), &Columns::default()).unwrap();
            found.into_iter().next().map(|(_, texts)| texts).unwrap()
        };
        assert_eq!(
            of("Ann Lee,a@x.example,IT\n"),
            ["Ann Lee", "IT", "Ann Lee IT"]
        );
        assert!(of("Boss,Email\nAnn Lee,a@x.example\n").is_empty());
        assert_eq!(
            of("Boss,Email\nAnn Lee,Bob Ray <a@x.example>\n"),
            ["Bob Ray"]
        );
    }
}
