//! Finds headings below those of a table: a second table was pasted there, and nobody knows whether its columns are
//! those of the first.

use super::headings::{Headings, plain, tidy};
use super::records::Record;
use super::{InputError, is_account_id, mentions::is_address_like, names_somebody};

/// The rows below the headings, unless one of them has other headings. The same headings again say nothing new.
///
/// # Errors
/// Where a row has other headings, or the same in another order.
pub(super) fn check(headings: &[String], rows: &[Record]) -> Result<(), InputError> {
    let own = plain_cells(headings);
    match rows.iter().find(|row| is_other(&own, &row.cells)) {
        Some(row) => Err(error(row)),
        None => Ok(()),
    }
}

/// Whether each table of a page has the headings above it. One that stands alone may be the head of the next.
///
/// # Errors
/// Where a table without them names somebody below people of another.
pub(super) fn check_tables(
    headings: &Record,
    rows: &[Record],
    tables: &[u64],
) -> Result<(), InputError> {
    let own = plain_cells(&headings.cells);
    let names_somebody = |row: &Record| row.cells.iter().any(|cell| names_somebody(cell));
    let (mut is_begun, mut other) = (false, None);
    for row in rows {
        if tables.binary_search(&row.at.line).is_ok() {
            let is_list = own.len() == 1 && row.cells.len() == 1;
            let is_own = is_list || is_same(&own, &row.cells);
            other = (is_begun && !is_own).then_some(row.at);
        }
        if names_somebody(row) {
            is_begun = true;
            if let Some(at) = other {
                return Err(InputError::OtherTable { at });
            }
        }
    }
    Ok(())
}

/// The same for rows that have no headings above them.
///
/// # Errors
/// Where a row has headings of several columns.
pub(super) fn check_bare(rows: &[Record]) -> Result<(), InputError> {
    let names_nobody = |row: &&Record| !row.cells.iter().any(|cell| names_somebody(cell));
    let several = |row: &&Record| pieces(&row.cells).nth(1).is_some();
    // What stands above everybody is a title, or headings of which none is known.
    let mut rows = rows.iter().skip_while(names_nobody).filter(several);
    match rows.find(|row| is_other(&[], &row.cells)) {
        Some(row) => Err(of_row(row, true)),
        None => Ok(()),
    }
}

/// Whether a row that fits as headings of a table of any kind is not the same as those above.
pub(super) fn differs(headings: &[String], cells: &[String]) -> bool {
    let own = plain_cells(headings);
    !is_same(&own, cells) && in_common(&own, cells) > 1
}

/// The error for a row of other headings.
pub(super) fn error(row: &Record) -> InputError {
    of_row(row, false)
}

fn of_row(row: &Record, are_first: bool) -> InputError {
    let mut headings = tidy(&row.cells);
    headings.retain(|heading| !heading.is_empty());
    InputError::OtherHeadings {
        at: row.at,
        headings,
        are_first,
    }
}

fn is_other(own: &[String], cells: &[String]) -> bool {
    // Nearly every row.
    let is_person = |cell: &String| is_address_like(cell) || is_account_id(cell);
    if cells.iter().any(is_person) || is_same(own, cells) {
        return false;
    }
    let is_known = pieces(cells).any(|cell| Headings::means_person(&plain(cell)));
    // A word in a row of many cells may be a heading by chance.
    let common = in_common(own, cells);
    is_known || (common > 0 && common * 2 >= pieces(cells).count())
}

/// Whether each cell is empty or the heading of its column.
fn is_same(own: &[String], cells: &[String]) -> bool {
    let mut cells = plain_cells(cells).into_iter().enumerate();
    cells.all(|(at, cell)| cell.is_empty() || own.get(at) == Some(&cell))
}

/// How many cells are headings.
fn in_common(own: &[String], cells: &[String]) -> usize {
    let is_own = |cell: &&str| {
        let cell = plain(cell);
        !cell.is_empty() && own.contains(&cell)
    };
    pieces(cells).filter(is_own).count()
}

/// The texts of the cells that are not empty, also where another delimiter stands between them.
fn pieces(cells: &[String]) -> impl Iterator<Item = &str> {
    let all = cells
        .iter()
        .flat_map(|cell| cell.split([',', ';', '\t', '|']));
    all.filter(|text| !text.trim().is_empty())
}

fn plain_cells(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| plain(cell)).collect()
}

#[cfg(test)]
mod tests {
    use crate::input::{
        Columns, InputError, Position, cells, every_cell, read, read_by_column, read_ids, table,
    };

    #[test]
    fn other_headings_below_stop_every_reader() {
        for (text, line) in [
            (
                "Email,Manager\na@x.example,b@x.example\nManager,Email\nb@x.example,c@x.example\n",
                3,
            ),
            (
                "Email;Manager\na@x.example;b@x.example\n\nManager;Who\nb@x.example;c@x.example\n",
                4,
            ),
            (
                "Email,Manager\na@x.example,b@x.example\nManager;Email\nb@x.example;c@x.example\n",
                3,
            ),
            (
                "Email,Manager\na@x.example,b@x.example\nEmail;Manager\nb@x.example;c@x.example\n",
                3,
            ),
            (
                "Email,Name\na@x.example,A\nE-mail,Manager email\nb@x.example,c@x.example\n",
                3,
            ),
            (
                "Email\na@x.example\nManager,Email\nb@x.example,c@x.example\n",
                3,
            ),
            (
                "Email,Action,To\na@x.example,move,x\nAction,To,Email\nmove,x,b@x.example\n",
                3,
            ),
            ("Email,Team\na@x.example,x\nTeam,Account ID\nx,b\n", 3),
            (
                "[[\"Email\",\"Boss\"],[\"a@x.example\",\"b@x.example\"],\n[\"Boss\",\"Email\"],[\"b@x.example\",\"c@x.example\"]]",
                2,
            ),
            // A program made keys of the first row.
            (
                "[{\"Email\":\"a@x.example\",\"Boss\":\"b@x.example\"},\n{\"Email\":\"Boss\",\"Boss\":\"Email\"}]",
                2,
            ),
            (
                "<table><tr><th>Email</th><th>M</th></tr>\n<tr><td>a@x.example</td><td>b@x.example</td></tr></table><h2>Keep</h2>\n<table>\n<tr><th>M</th><th>Email</th></tr><tr><td>b@x.example</td><td>c@x.example</td></tr></table>",
                4,
            ),
            (
                "| Email | Boss |\n|---|---|\n| a@x.example | b@x.example |\n| Boss | Email |\n",
                4,
            ),
        ] {
            let asked = Columns::default();
            let is_other = |found: Option<InputError>| match found {
                Some(InputError::OtherHeadings { at, .. }) => assert_eq!(at.line, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            };
            let bytes = text.as_bytes();
            is_other(read(bytes, &asked).err());
            is_other(cells(bytes, &asked, &[&["to"]]).err());
            is_other(every_cell(bytes, &asked).err());
            is_other(read_by_column(bytes, &asked, "Team").err());
        }
    }

    #[test]
    fn a_table_without_headings_below_another_stops_every_reader() {
        let one = "<table><tr><th>Name<th>Email<tr><td>A<td>a@x.example</table>";
        let head = "<table><tr><th>Name<th>Email</table>";
        let two = "<table>\n<tr><td>c@x.example<td>b@x.example</table>";
        let asked = Columns::default();
        for text in [
            format!("{one}{two}"),
            format!("{one}<table><tr><td>Staff<td></table>{two}"),
        ] {
            for error in [
                read(text.as_bytes(), &asked).unwrap_err(),
                cells(text.as_bytes(), &asked, &[&["to"]]).unwrap_err(),
            ] {
                assert!(
                    matches!(error, InputError::OtherTable { .. }),
                    "{text}: {error}"
                );
            }
        }
        for text in [
            format!("{head}{}", two.replace("c@x.example", "C")),
            format!("{one}{}", one.replace("a@", "b@")),
            format!("{one}<table><tr><td>1<td>2</table>"),
            "<table><tr><th>Email<tr><td>a@x.example</table><table><tr><td>b@x.example</table>"
                .to_owned(),
        ] {
            let found = read(text.as_bytes(), &asked);
            assert!(found.is_ok(), "{text}: {found:?}");
        }
    }

    #[test]
    fn people_above_the_first_headings_are_said_to_be_there() {
        let mail = "From: Helga Help <helga@x.example>\nTo: ada@x.example\n\nName | Email\nAnn | ann@x.example\n";
        let error = read(mail.as_bytes(), &Columns::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 4 has headings (Name, Email) below other people; it is unclear whether the rows below them belong to the list"
        );
    }

    #[test]
    fn the_same_headings_again_and_words_of_rows_are_no_other_headings() {
        for text in [
            "Email,Manager\na@x.example,b@x.example\nE-Mail,MANAGER,\nb@x.example,c@x.example\n",
            "Email,Manager,Note\na@x.example,b@x.example,x\nEmail,Manager\nb@x.example,c@x.example\n",
            "Email\na@x.example\nEmail\nb@x.example\n",
            "a@x.example\nEmail\nb@x.example\n",
            "Email,Name,Role,Manager\na@x.example,A,Manager,b\n,B,Manager,b\nb@x.example,Email,Name,Role\n",
            "Email,Active\na@x.example,active\n,Active\nb@x.example,no\n",
        ] {
            let list = read(text.as_bytes(), &Columns::default());
            assert_eq!(list.unwrap().people.len(), 2, "{text}");
        }
    }

    #[test]
    fn headings_below_rows_without_any() {
        let asked = Columns {
            email: Some("1".to_owned()),
            ..Columns::default()
        };
        let text = "a@x.example,b@x.example\nManager,Email\nb@x.example,c@x.example\n";
        let at = Position::line(2);
        let found = read(text.as_bytes(), &asked);
        assert!(
            matches!(found, Err(InputError::OtherHeadings { at: line, .. }) if line == at),
            "{found:?}"
        );
    }

    #[test]
    fn other_headings_in_tables_of_other_things() {
        let fit = |cells: &[String]| {
            let has = |name: &str| cells.iter().any(|cell| cell == name);
            has("ID") && has("Name")
        };
        let of = |text: &str| table(text.as_bytes(), None, fit);
        assert!(of("ID,Name\n1,a\nID,Name\n2,b\n2,Name\n").is_ok());
        let other = of("ID,Name\n1,a\nName,ID\nb,2\n");
        assert!(
            matches!(other, Err(InputError::OtherHeadings { .. })),
            "{other:?}"
        );
        assert!(read_ids(b"id,label\nt1,a\nlabel,id\nb,t2\n", &["id"]).is_err());
        assert!(read_ids(b"id,label\nt1,id\n", &["id"]).is_ok());
    }
}
