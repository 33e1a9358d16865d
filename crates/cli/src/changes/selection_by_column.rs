//! People of one file in several lists: a column says which list a row is of.

use atlctl_core::input::{self, People, Person, Problem, Reason};
use atlctl_core::number::counted;
use atlctl_core::plan::Origin;
use atlctl_core::store::Mirror;

use super::Selection;
use super::selection::hash;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::list_encoding::not_text;
use crate::ui::display;

/// The people of a list, by the value in the column.
#[derive(Debug)]
pub struct Listed {
    /// The value in the column.
    pub name: String,
    /// The people.
    pub people: Vec<Person>,
}

impl Selection {
    /// The people of a file, by the value in a column, in the order of the file. Rows without a value cannot be used.
    ///
    /// # Errors
    /// When there is no file, it has no such column, or rows cannot be used and were not to be skipped.
    pub fn gather_by(
        &self,
        context: &Context,
        mirror: &Mirror,
        column: &str,
        force: bool,
    ) -> CliResult<(Vec<Listed>, Origin)> {
        super::check_new_file(self.problems.as_deref(), force)?;
        let Some((bytes, what)) = self.bytes(context, "the people, as CSV with headings")? else {
            return Err(CliError::usage("a column needs a file")
                .hint("name it with --csv FILE, or use --from-stdin"));
        };
        let same = |cell: &str| cell.trim().to_lowercase() == column.trim().to_lowercase();
        let table = input::table(&bytes, None, |cells| cells.iter().any(|cell| same(cell)))
            .map_err(|error| {
                not_text(&error, &what).unwrap_or_else(|| {
                    CliError::usage(format!("{what}: {}", display(&error.to_string())))
                })
            })?;
        let Some(at) = table.headings.iter().position(|cell| same(cell)) else {
            return Err(
                CliError::usage(format!("{what} has no column \"{}\"", display(column))).hint(
                    format!("its columns are: {}", display(&table.headings.join(", "))),
                ),
            );
        };
        let names = names(&table.rows, at);
        let (mut lists, mut told): (Vec<Listed>, Option<People>) = (Vec::new(), None);
        for name in &names {
            let list = self.read(of_list(&table, at, name).as_bytes(), &what)?;
            match &mut told {
                Some(all) => {
                    add_unread(all, &list);
                    all.problems.extend(list.problems);
                    all.folded.extend(list.folded);
                    all.people.extend(list.people.clone());
                    all.rows += list.rows;
                }
                None => told = Some(list.clone()),
            }
            lists.push(Listed {
                name: name.clone(),
                people: list.people,
            });
        }
        let mut origin = Origin {
            what: what.clone(),
            sha256: Some(hash(&bytes)),
            ..Origin::default()
        };
        let Some(mut told) = told else {
            return Ok((lists, origin));
        };
        told.problems.extend(without_value(&table.rows, at));
        told.problems.sort_by_key(|problem| problem.line);
        origin.problems = told.unusable_rows();
        origin.folded = told.folded.len() as u64;
        self.tell(context, &told, &what, force)?;
        context.ui.status(format!(
            "Column \"{}\": {}",
            display(table.headings.get(at).map_or(column, String::as_str)),
            counted(lists.len() as u64, "list", "lists")
        ));
        let mut kept = Vec::new();
        for list in lists {
            let excluded = self.excluded(mirror)?;
            let (people, _) = excluded.without(context, mirror, list.people, origin.clone())?;
            kept.push(Listed { people, ..list });
        }
        Ok((kept, origin))
    }
}

/// Adds the rows of columns that another list leaves alone.
fn add_unread(all: &mut People, list: &People) {
    for column in &list.unread {
        match all
            .unread
            .iter_mut()
            .find(|one| one.number == column.number)
        {
            Some(known) => known.rows += column.rows,
            None => all.unread.push(column.clone()),
        }
    }
}

/// The names of the lists, each once, in order of first appearance.
fn names(rows: &[Vec<String>], at: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = row.get(at).map_or("", |cell| cell.trim());
        let known = names
            .iter()
            .any(|known| known.to_lowercase() == name.to_lowercase());
        if !name.is_empty() && !known {
            names.push(name.to_owned());
        }
    }
    names
}

/// The rows of one list as CSV. Rows of others are blank lines, so that each keeps its line.
fn of_list(table: &input::Table, at: usize, name: &str) -> String {
    let mut text = String::new();
    let mut line = |cells: &[String]| {
        let cells = cells.iter().enumerate().filter(|(column, _)| *column != at);
        // Nothing of a person has several lines.
        let quoted = cells.map(|(_, cell)| {
            let cell = cell.replace(['\n', '\r'], " ");
            format!("\"{}\"", cell.replace('"', "\"\""))
        });
        text.push_str(&quoted.collect::<Vec<_>>().join(","));
        text.push('\n');
    };
    line(&table.headings);
    for row in &table.rows {
        let of = row.get(at).map_or("", |cell| cell.trim());
        if of.to_lowercase() == name.to_lowercase() {
            line(row);
        } else {
            line(&[]);
        }
    }
    text
}

/// Rows that name no list.
fn without_value(rows: &[Vec<String>], at: usize) -> Vec<Problem> {
    let lines = (2_u64..).zip(rows);
    lines
        .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
        .filter(|(_, row)| row.get(at).is_none_or(|cell| cell.trim().is_empty()))
        .map(|(line, row)| Problem {
            line,
            column: None,
            value: row.join(" ").trim().to_owned(),
            reason: Reason::NoGroup,
        })
        .collect()
}
