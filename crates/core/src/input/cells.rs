//! Cells of other columns than those that name people, such as a new address, by the position of their row.

use std::collections::HashMap;

use super::contents::{self, Contents};
use super::decode_text::trimmed;
use super::headings::{Headings, plain, tidy};
use super::records::Record;
use super::{Columns, InputError, Position};

/// Cells by the position of their row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    headings: Vec<Option<String>>,
    rows: HashMap<Position, Vec<String>>,
    /// The headings of the columns that were not asked for, and their cells.
    others: Vec<String>,
    other_rows: HashMap<Position, Vec<String>>,
}

impl Cells {
    /// The heading of a column, by its place among those that were asked for; none when the list has no such column.
    #[must_use]
    pub fn heading(&self, column: usize) -> Option<&str> {
        self.headings.get(column)?.as_deref()
    }

    /// A cell that is not empty.
    #[must_use]
    pub fn get(&self, row: Option<Position>, column: usize) -> Option<&str> {
        let cell = self.rows.get(&row?)?.get(column)?;
        Some(cell.as_str()).filter(|cell| !cell.is_empty())
    }

    /// Where the rows are.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        self.rows.keys().copied()
    }

    /// The headings of the columns that were not asked for.
    #[must_use]
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// A cell that is not empty of a column that was not asked for, by its place among those.
    #[must_use]
    pub fn other(&self, row: Option<Position>, column: usize) -> Option<&str> {
        let cell = self.other_rows.get(&row?)?.get(column)?;
        Some(cell.as_str()).filter(|cell| !cell.is_empty())
    }

    /// Whether two rows have the same cells.
    #[must_use]
    pub fn are_same(&self, one: Option<Position>, other: Option<Position>) -> bool {
        let row = |at: Option<Position>| self.rows.get(&at?);
        row(one) == row(other)
    }
}

/// Every column of a table: its headings, and the cells of each row with its position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Every {
    /// The headings as written, each on one line.
    pub headings: Vec<String>,
    /// Where each row is, and its cells; not all rows need be as long.
    pub rows: Vec<(Position, Vec<String>)>,
}

/// Reads the columns with these headings, in any spelling of case, blanks and punctuation; each column has several
/// names. The list is read as for its people: the positions are the same.
///
/// # Errors
/// When it cannot be read, or two columns have names of one that is asked for.
pub fn cells(bytes: &[u8], asked: &Columns, columns: &[&[&str]]) -> Result<Cells, InputError> {
    match under_headings(bytes, asked)? {
        Some((headings, rows)) => chosen(&headings, rows, columns),
        None => Ok(Cells::default()),
    }
}

/// Reads every column. The list is read as for its people: the positions are the same.
///
/// # Errors
/// When it cannot be read.
pub fn every_cell(bytes: &[u8], asked: &Columns) -> Result<Every, InputError> {
    let Some((headings, rows)) = under_headings(bytes, asked)? else {
        return Ok(Every::default());
    };
    let trim = |cell: String| trimmed(&cell).to_owned();
    let rows = rows.into_iter().filter(|row| !row.is_blank());
    Ok(Every {
        headings: tidy(&headings),
        rows: rows
            .map(|row| (row.at, row.cells.into_iter().map(trim).collect()))
            .collect(),
    })
}

/// Headings, and the rows below.
type Below = (Vec<String>, Vec<Record>);

/// The headings of a list, and the rows below; nothing when it has no headings.
fn under_headings(bytes: &[u8], asked: &Columns) -> Result<Option<Below>, InputError> {
    let (contents, _) = contents::read(bytes, asked)?;
    Ok(match contents {
        Contents::Objects(keys, rows) => Some((keys, rows)),
        Contents::Sheet(sheet) => Some((sheet.headings.cells, sheet.rows)),
        Contents::Texts(_) | Contents::Arrays(_) | Contents::Bare(_) => None,
    })
}

fn chosen(
    headings: &[String],
    rows: Vec<Record>,
    columns: &[&[&str]],
) -> Result<Cells, InputError> {
    let known = Headings::unchecked(headings);
    let mut places = Vec::new();
    for names in columns {
        let fits = |heading: &String| names.contains(&plain(heading).as_str());
        let found: Vec<usize> = headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| fits(heading))
            .map(|(at, _)| at)
            .collect();
        match found[..] {
            [] => places.push(None),
            [at] => places.push(Some(at)),
            _ => return Err(known.several(&found)),
        }
    }
    let others: Vec<usize> = (0..headings.len())
        .filter(|at| !places.contains(&Some(*at)))
        .collect();
    let mut found = Cells {
        headings: places.iter().map(|at| known.name(*at)).collect(),
        others: others
            .iter()
            .map(|at| known.name(Some(*at)).unwrap_or_default())
            .collect(),
        ..Cells::default()
    };
    for row in rows {
        let cell = |at: Option<usize>| {
            let cell = at.and_then(|at| row.cells.get(at));
            cell.map_or(String::new(), |cell| trimmed(cell).to_owned())
        };
        let asked = places.iter().map(|at| cell(*at)).collect();
        found.rows.insert(row.at, asked);
        let beside = others.iter().map(|at| cell(Some(*at))).collect();
        found.other_rows.insert(row.at, beside);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &[&str] = &["targetemail", "newemail"];
    const NOTE: &[&str] = &["note"];

    fn read(text: &str) -> Result<Cells, InputError> {
        cells(text.as_bytes(), &Columns::default(), &[TARGET, NOTE])
    }

    #[test]
    fn cells_by_the_position_of_their_row() {
        for text in [
            "Email,Target_Email\na@x.example,A@y.example\nb@x.example,\n",
            "sep=;\nTarget email;E-mail\nA@y.example ;a@x.example\n;b@x.example\n",
            "Addresses of 2026\n\nemail\ttarget-email\n\"a@x.example\"\tA@y.example\nb@x.example\n",
        ] {
            let found = read(text).unwrap();
            let people = super::super::read(text.as_bytes(), &Columns::default()).unwrap();
            let lines: Vec<_> = people.people.iter().map(|one| one.at).collect();
            assert_eq!(lines.len(), 2, "{text}");
            assert_eq!(found.get(lines[0], 0), Some("A@y.example"), "{text}");
            assert_eq!(found.get(lines[1], 0), None, "{text}");
            assert!(found.heading(0).is_some() && found.heading(1).is_none());
            assert_eq!(found.others().len(), 1, "the column of the people");
            assert_eq!(found.other(lines[0], 0), Some("a@x.example"), "{text}");
            assert!(!found.are_same(lines[0], lines[1]));
        }
        let json = r#"[{"email": "a@x.example", "targetEmail": "b@x.example"}]"#;
        let first = Some(Position::line(1));
        assert_eq!(read(json).unwrap().get(first, 0), Some("b@x.example"));
    }

    #[test]
    fn records_on_one_line_have_their_own_cells() {
        let one = r#"{"email": "a@x.example", "new email": "A@y.example"}"#;
        let two = r#"{"email": "b@x.example", "note": "B"}"#;
        for text in [
            format!("[{one},{two}]"),
            format!("{one}{two}"),
            format!("[{{\"email\": \"c@x.example\"}},\n{one}, {two}]"),
            r#"[["email","new email","note"],["a@x.example","A@y.example"],["b@x.example","","B"]]"#
                .to_owned(),
            "<table><tr><th>Email</th><th>New email</th><th>Note</th></tr><tr><td>a@x.example</td>\
             <td>A@y.example</td></tr><tr><td>b@x.example</td><td></td><td>B</td></tr></table>"
                .to_owned(),
        ] {
            let found = read(&text).unwrap();
            let people = super::super::read(text.as_bytes(), &Columns::default()).unwrap();
            let at = |email: &str| {
                let mut people = people.people.iter();
                let one = people.find(|one| one.email.as_deref() == Some(email));
                one.unwrap().at
            };
            let (a, b) = (at("a@x.example"), at("b@x.example"));
            assert_ne!(a, b, "{text}");
            assert_eq!(found.get(a, 0), Some("A@y.example"), "{text}");
            assert_eq!(found.get(a, 1), None, "{text}");
            assert_eq!(found.get(b, 0), None, "{text}");
            assert_eq!(found.get(b, 1), Some("B"), "{text}");
        }
    }

    #[test]
    fn lists_without_the_columns_and_with_two() {
        assert_eq!(
            read("a@x.example\nb@x.example\n").unwrap(),
            Cells::default()
        );
        assert!(read("email\na@x.example\n").unwrap().heading(0).is_none());
        let two = read("email,new email,target email\na@x.example,b@x.example,c@x.example\n");
        assert!(
            matches!(two, Err(InputError::SeveralColumns { .. })),
            "{two:?}"
        );
    }
}
