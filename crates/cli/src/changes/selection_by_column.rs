//! People of one file in several lists: a column says which list a row is of.

use std::path::Path;

use atlctl_core::input::{self, InputError, Person, Position};
use atlctl_core::number::counted;
use atlctl_core::plan::Origin;
use atlctl_core::store::Mirror;

use super::Selection;
use super::list_messages::{names_everyone, not_a_list, not_these_columns};
use super::mismatched_names::NamesBeside;
use super::selection_flags::PeopleFilter;
use super::unread_headings::Subject;
use super::unread_values::{Takes, unread_values};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::input_file::hash;
use crate::list_encoding::with_sheets_beside;
use crate::ui::display;

/// The people of a list, by the value in the column.
#[derive(Debug)]
pub struct Listed {
    /// The value in the column.
    pub name: String,
    /// The people.
    pub people: Vec<Person>,
}

impl<F: PeopleFilter> Selection<F> {
    /// The bytes with the style sheets that stand beside the file.
    pub(super) fn with_sheets(&self, bytes: Vec<u8>) -> Vec<u8> {
        let path = self.csv.as_deref().filter(|path| *path != Path::new("-"));
        match path.filter(|_| !self.from_stdin) {
            Some(path) => with_sheets_beside(path, bytes),
            None => bytes,
        }
    }
}

impl Selection {
    /// The people of a file, by the value in a column, in the order of the file. Rows without a value cannot be used.
    /// `look_up` gets each value with where it stands, before problems of the rows end the command.
    ///
    /// # Errors
    /// When there is no file, it has no such column, or rows cannot be used and were not to be skipped; of a `whole`
    /// list, by which others are changed, also when it may name more people than are read.
    pub fn gather_by(
        &self,
        context: &Context,
        mirror: &Mirror,
        (column, whole): (&str, bool),
        force: bool,
        look_up: &mut dyn FnMut(&str, Option<Position>) -> CliResult<()>,
    ) -> CliResult<(Vec<Listed>, Origin)> {
        super::check_new_file(self.problems.as_deref(), force)?;
        let Some((bytes, what)) = self.bytes(context, "the people, as CSV with headings")? else {
            return Err(CliError::usage("a column needs a file")
                .hint("name it with --csv FILE, or use --from-stdin"));
        };
        let sha256 = Some(hash(&bytes));
        let bytes = self.with_sheets(bytes);
        let mut found = input::read_by_column(&bytes, &self.columns(), column)
            .map_err(|error| not_by_column(&error, &what, column))?;
        let mut origin = Origin {
            what: what.clone(),
            sha256,
            review: None,
            problems: found.all.unusable_rows(),
            folded: found.all.folded.len() as u64,
        };
        if whole && !self.chooses_columns() {
            names_everyone(&found.all, &what)?;
        }
        let names = NamesBeside::read(&bytes, &self.columns(), &[&[column]]);
        for (_, list) in &mut found.lists {
            found.all.problems.extend(names.check(mirror, list)?);
        }
        found.leave_out_unusable_rows();
        for (name, list) in &found.lists {
            let first = list.people.iter().find_map(|person| person.at);
            look_up(
                name,
                first.or_else(|| list.problems.first().map(|one| one.at)),
            )?;
        }
        self.tell(context, &found.all, &what, force)?;
        let heading = input::heading_key(&found.heading);
        let names = [heading.as_str()];
        let columns: [&[&str]; 1] = [&names];
        let cells = input::cells(&bytes, &self.columns(), &columns).unwrap_or_default();
        let takes = Takes::from(Subject::Group, 0, "group");
        let unread = unread_values((&found.all, &cells), &columns, &[takes]);
        self.tell_unread_values(context, &unread, &what)?;
        context.ui.status(format!(
            "Column \"{}\": {}",
            display(&found.heading),
            counted(found.lists.len() as u64, "list", "lists")
        ));
        let lists = found.lists.into_iter().map(|(name, list)| Listed {
            name,
            people: list.people,
        });
        let mut lists: Vec<Listed> = lists.collect();
        let mut of_all: Vec<&mut _> = lists.iter_mut().map(|list| &mut list.people).collect();
        self.excluded(mirror)?
            .without_in_lists(context, mirror, &mut of_all, &mut origin)?;
        Ok((lists, origin))
    }
}

/// Why the lists of a file cannot be read.
fn not_by_column(error: &InputError, what: &str, column: &str) -> CliError {
    match error {
        InputError::ColumnMissing { asked, headings } if asked == column => {
            let error = CliError::usage(format!("{what} has no column \"{}\"", display(column)));
            let named: Vec<&str> = headings
                .iter()
                .map(String::as_str)
                .filter(|name| !name.is_empty())
                .collect();
            if named.is_empty() {
                return error.hint(format!(
                    "give the list headings, such as: Email,{}",
                    display(column)
                ));
            }
            error.hint(format!("its columns are: {}", display(&named.join(", "))))
        }
        InputError::SeveralColumns { columns }
            if columns.iter().any(|(_, name)| is_named(name, column)) =>
        {
            not_these_columns(error, what)
        }
        _ => not_a_list(error, what),
    }
}

fn is_named(name: &Option<String>, column: &str) -> bool {
    let name = name.as_deref().map(input::heading_key);
    name.is_some_and(|name| name == input::heading_key(column))
}
