//! People of one file in several lists: a column says which list a row is of.

use super::collect_people::{List, Reading};
use super::columns;
use super::contents::{self, Contents};
use super::decision_columns::undecided;
use super::decode_text::trimmed;
use super::headings::Headings;
use super::people::{above, of_rows};
use super::person::Layout;
use super::placeholders::{no_value, says_no_value};
use super::records::Record;
use super::requested_columns::Asked;
use super::unread_columns::Unread;
use super::{Columns, InputError, People, Problem, Reason, dialect};

/// The lists of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByColumn {
    /// The heading of the column.
    pub heading: String,
    /// The value in the column and its people, in the order of the file.
    pub lists: Vec<(String, People)>,
    /// What is said of the whole file: the people and problems of all lists, and of rows without a value.
    pub all: People,
}

/// Reads the people of a file, by the value in a column. Rows without a value are problems.
///
/// # Errors
/// When it is not a list of people with this column, or the column is ambiguous.
pub fn read_by_column(bytes: &[u8], asked: &Columns, column: &str) -> Result<ByColumn, InputError> {
    let (contents, encoding) = contents::read(bytes, asked)?;
    let missing = |headings: &[String]| InputError::ColumnMissing {
        asked: column.to_owned(),
        headings: headings.to_vec(),
    };
    let (keys, mut rows, layout, width, before, above_rows) = match contents {
        Contents::Objects(keys, rows) => {
            (keys, rows, Layout::Json, None, List::default(), Vec::new())
        }
        Contents::Sheet(sheet) => {
            let (list, layout, texts) = (above(&sheet), sheet.layout(), sheet.texts_above());
            let cells = sheet.headings.cells;
            let width = Some(cells.len());
            (cells, sheet.rows, layout, width, list, texts)
        }
        Contents::Bare(bare) => {
            // Headings of which none is known to name people.
            let first = dialect::first_row_with(&bare.text, &bare.delimiters, column);
            return Err(match first {
                Some((headings, rows)) => columns::no_column(headings, &rows),
                None => missing(&[]),
            });
        }
        Contents::Texts(_) | Contents::Arrays(_) => return Err(missing(&[])),
    };
    let named = Headings::unchecked(&keys);
    let at = match named.find(column) {
        Asked::Column { at, .. } => at,
        Asked::Several(at) => return Err(named.several(&at)),
        Asked::Everywhere | Asked::Missing => return Err(missing(&named.names)),
    };
    // Nobody is looked for in the column itself.
    let mut others = keys;
    if let Some(heading) = others.get_mut(at) {
        heading.clear();
    }
    let headings = Headings::unchecked(&others);
    let values: Vec<String> = rows.iter_mut().map(|row| take(row, at)).collect();
    let chosen = columns::of_table(&headings, &rows, asked)?;
    let how = Reading {
        headings: Some(&headings),
        chosen: &chosen,
        width,
        one_list: false,
    };
    let mut all = of_rows(before, &headings, &[], &how);
    (all.encoding, all.layout, all.above) = (encoding, layout, above_rows);
    all.undecided = undecided(&headings.names, &rows, headings.ours);
    let mut lists: Vec<(String, Vec<Record>)> = Vec::new();
    for (value, row) in values.into_iter().zip(rows) {
        all.rows += 1;
        if says_no_value(&value) || no_value(&value).is_some() {
            all.problems.push(Problem {
                at: row.at,
                column: None,
                value: row.cells.join(" ").trim().to_owned(),
                reason: Reason::NoGroup,
            });
            continue;
        }
        let same = |name: &str| name.to_lowercase() == value.to_lowercase();
        match lists.iter_mut().find(|(name, _)| same(name)) {
            Some((_, of)) => of.push(row),
            None => lists.push((value, vec![row])),
        }
    }
    let lists = lists.into_iter().map(|(name, rows)| {
        let list = of_rows(List::default(), &headings, &rows, &how);
        all.people.extend(list.people.iter().cloned());
        all.problems.extend(list.problems.iter().cloned());
        all.folded.extend(list.folded.iter().cloned());
        add_unread(&mut all.unread, &list.unread);
        (name, list)
    });
    let lists: Vec<(String, People)> = lists.collect();
    all.problems.sort_by_key(|problem| problem.at);
    let heading = named.name(Some(at)).unwrap_or_else(|| column.to_owned());
    Ok(ByColumn {
        heading,
        lists,
        all,
    })
}

/// Takes the value of a cell out of its row, which keeps its width.
fn take(row: &mut Record, at: usize) -> String {
    let cell = row.cells.get_mut(at).map(std::mem::take);
    trimmed(&cell.unwrap_or_default()).to_owned()
}

/// Adds the rows of columns that another list leaves alone.
fn add_unread(all: &mut Vec<Unread>, list: &[Unread]) {
    for column in list {
        match all.iter_mut().find(|one| one.number == column.number) {
            Some(known) => known.add(column),
            None => all.push(column.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Delimiter;

    fn of(text: &str) -> Result<ByColumn, InputError> {
        read_by_column(text.as_bytes(), &Columns::default(), "Team")
    }

    #[test]
    fn every_form_of_list_has_lists_in_it() {
        for (text, layout) in [
            (
                "Email,Team\na@x.example,red\nb@x.example,Blue\nc@x.example,RED\n",
                Layout::Cells(Delimiter::Comma),
            ),
            (
                "Teams\n\nTeam;Email\nred;a@x.example\nBlue;b@x.example\nRed;c@x.example\n",
                Layout::Cells(Delimiter::Semicolon),
            ),
            (
                "| Email | Team |\n|---|---|\n| a@x.example | red |\n| b@x.example | Blue |\n| c@x.example | red |\n",
                Layout::Cells(Delimiter::Pipe),
            ),
            (
                r#"[{"email":"a@x.example","team":"red"},{"email":"b@x.example","team":"Blue"},{"team":"red","email":"c@x.example"}]"#,
                Layout::Json,
            ),
            (
                "{\"email\":\"a@x.example\",\"Team\":\"red\"}{\"email\":\"b@x.example\",\"Team\":\"Blue\"}\n{\"Team\":\"red\",\"email\":\"c@x.example\"}",
                Layout::Json,
            ),
            (
                "<table><tr><th>Email</th><th>Team</th></tr><tr><td>a@x.example</td><td>red</td></tr><tr><td>b@x.example</td><td>Blue</td></tr><tr><td>c@x.example</td><td>red</td></tr></table>",
                Layout::Html,
            ),
        ] {
            let found = of(text).unwrap();
            let lists: Vec<(&str, Vec<&str>)> = found
                .lists
                .iter()
                .map(|(name, list)| {
                    let people = list.people.iter();
                    (
                        name.as_str(),
                        people.filter_map(|one| one.email.as_deref()).collect(),
                    )
                })
                .collect();
            assert_eq!(
                lists,
                [
                    ("red", vec!["a@x.example", "c@x.example"]),
                    ("Blue", vec!["b@x.example"])
                ],
                "{text}"
            );
            assert_eq!((found.all.layout, found.all.rows), (layout, 3), "{text}");
            assert!(found.all.problems.is_empty(), "{text}");
        }
    }

    #[test]
    fn rows_without_a_value_and_slips_are_problems_of_their_lines() {
        let found =
            of("Email,Team\na@x.example,red\nb@x.example,\nc@x,red\n\"d@x.example,red\n").unwrap();
        let problems: Vec<(u64, &Reason)> = found
            .all
            .problems
            .iter()
            .map(|one| (one.at.line, &one.reason))
            .collect();
        assert!(
            matches!(
                problems[..],
                [
                    (3, Reason::NoGroup),
                    (4, Reason::Address(_)),
                    (5, Reason::Quote | Reason::NoGroup)
                ]
            ),
            "{problems:?}"
        );
    }

    #[test]
    fn a_column_that_is_not_there_or_there_twice_is_refused_without_a_line_of_the_file() {
        for text in [
            "Email,Team,Team\na@x.example,red,blue\n",
            "Team;team;Email\nred;blue;a@x.example\n",
        ] {
            let found = read_by_column(text.as_bytes(), &Columns::default(), "TEAM");
            assert!(
                matches!(found, Err(InputError::SeveralColumns { .. })),
                "{found:?}"
            );
        }
        let is = |text: &str| match of(text) {
            Err(InputError::ColumnMissing { headings, .. }) => headings.join("|"),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(is("Email,Group\na@x.example,red\n"), "Email|Group");
        assert_eq!(
            is(r#"[{"email":"a@x.example","group":"red"}]"#),
            "email|group"
        );
        assert_eq!(is("a@x.example,red\nb@x.example,blue\n"), "");
        assert_eq!(is(r#"["a@x.example"]"#), "");
        let unknown = of("Boss,Team\na@x.example,red\n");
        assert!(
            matches!(unknown, Err(InputError::NoColumn { ref headings, .. }) if headings == &["Boss", "Team"]),
            "{unknown:?}"
        );
    }
}
