//! The selection of people: names on the command line, a file, standard input, or filters on the mirror.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use atlctl_core::input::{self, Cells, Columns, Layout, People, Person};
use atlctl_core::number::counted;
use atlctl_core::plan::Origin;
use atlctl_core::query::UserQuery;
use atlctl_core::store::Mirror;
use clap::Args;

use super::except_option::Excluded;
use super::list_messages::{names_everyone, not_a_list, not_these_columns, without_headings};
use super::list_notes::{hint_of_names, say_how_it_is_read};
use super::matching_people::matching;
use super::mismatched_names::NamesBeside;
use super::named_column::column;
use super::read_cells::ReadCells;
use super::save;
use super::selection_flags::{PeopleFilter, none_selected};
use super::strict::Strict;
use super::unread_values::unread_values;
use super::unusable_rows::{SHOWN, differs, problem_lines, problems_csv, report_duplicates};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::input_file::{hash, must_not_be_empty, read_file};
use crate::list_encoding::ListEncoding;
use crate::people_filter::Filter;
use crate::ui::display;

/// The selection of people.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
#[group(skip)]
pub struct Selection<F: PeopleFilter = Filter> {
    /// Email addresses or account IDs
    #[arg(value_name = "PERSON", group = "who", help_heading = "Arguments", conflicts_with_all = F::NOT_WITH_NAMES, hide = F::LIST_ONLY)]
    people: Vec<String>,
    /// Read people from FILE: CSV, JSON or a list
    ///
    /// CSV with any column order, delimiter and encoding, a list of addresses, JSON, or an Atlassian export.
    #[arg(long, value_name = "FILE", group = "who", conflicts_with_all = F::NOT_WITH_NAMES)]
    pub(super) csv: Option<PathBuf>,
    /// Read people from standard input
    ///
    /// In the same formats as --csv.
    #[arg(long, group = "who", conflicts_with_all = F::NOT_WITH_NAMES)]
    pub(super) from_stdin: bool,
    /// Leave out these people, or those in a file
    ///
    /// Addresses or account IDs, separated by commas, or a file that lists them.
    #[arg(long, value_name = "NAMES|FILE", value_delimiter = ',')]
    except: Vec<String>,
    #[command(flatten)]
    pub filter: F,
    #[command(flatten)]
    encoding: ListEncoding,
    /// Column of the email or account ID, when it is not recognized: email=HEADING, account=HEADING (or a number);
    /// email=all reads the addresses in every column, and no account IDs
    #[arg(long, value_name = "WHAT=HEADING", value_parser = column::<F>, help_heading = "Selection")]
    column: Vec<(String, String)>,
    /// Write unusable rows to FILE, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Selection")]
    pub problems: Option<PathBuf>,
    /// Skip unusable rows
    #[arg(long, help_heading = "Selection")]
    pub skip_problems: bool,
    #[command(flatten)]
    pub strict: Strict,
}

/// A list as it was read.
#[derive(Debug)]
pub struct ReadList {
    /// The people and the problems.
    pub list: People,
    /// The cells of the columns that were asked for.
    pub cells: Cells,
    /// The names beside the people.
    pub names: NamesBeside,
    /// What it is called.
    pub what: String,
    /// SHA-256 of the list, in hexadecimal digits; `None` for the command line.
    pub sha256: Option<String>,
}

impl<F: PeopleFilter> Selection<F> {
    /// Whether people are selected, in any way.
    pub fn is_given(&self) -> bool {
        self.from_stdin
            || self.csv.is_some()
            || self.filter.given().is_some()
            || !self.people.is_empty()
    }

    /// The people that `--except` leaves out.
    ///
    /// # Errors
    /// When a name or a file cannot be used: a typo must not let anybody through.
    pub fn excluded(&self, mirror: &Mirror) -> CliResult<Excluded> {
        Excluded::read(&self.except, mirror, self.strict)
    }

    /// The people, and where they come from. Rows that cannot be used are all reported at once.
    ///
    /// # Errors
    /// When a file cannot be read or is no list of people; when rows cannot be used and were not to be
    /// skipped; when nobody is left of a list that named somebody. An empty list, or a condition that nobody meets,
    /// gives nobody.
    pub fn gather(
        &self,
        context: &Context,
        mirror: &Mirror,
        force: bool,
    ) -> CliResult<(Vec<Person>, Origin)> {
        let (people, origin, _) = self.gather_with(context, mirror, force, &ReadCells::NONE)?;
        Ok((people, origin))
    }

    /// As [`Selection::gather`], with the cells of these columns of a list, each with its names.
    ///
    /// # Errors
    /// As there, and when the list names somebody twice with different cells.
    pub fn gather_with(
        &self,
        context: &Context,
        mirror: &Mirror,
        force: bool,
        read: &ReadCells<'_>,
    ) -> CliResult<(Vec<Person>, Origin, Cells)> {
        let excluded = self.excluded(mirror)?;
        let (people, origin, cells) = self.selected(context, mirror, force, read)?;
        let (people, origin) = excluded.without(context, mirror, people, origin)?;
        Ok((people, origin, cells))
    }

    /// The people who meet a condition that the command sets, where nobody is selected otherwise.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn gather_where(
        &self,
        context: &Context,
        mirror: &Mirror,
        query: &UserQuery,
        what: &str,
    ) -> CliResult<(Vec<Person>, Origin)> {
        let excluded = self.excluded(mirror)?;
        let (people, origin) = matching(context, mirror, query, what)?;
        excluded.without(context, mirror, people, origin)
    }

    fn selected(
        &self,
        context: &Context,
        mirror: &Mirror,
        force: bool,
        read: &ReadCells<'_>,
    ) -> CliResult<(Vec<Person>, Origin, Cells)> {
        if let Some(filter) = self.filter.given() {
            self.only_of_lists()?;
            let (people, origin) =
                matching(context, mirror, &filter.query(mirror)?, &filter.described())?;
            return Ok((people, origin, Cells::default()));
        }
        super::check_new_file(self.problems.as_deref(), force)?;
        let ReadList {
            mut list,
            cells,
            names,
            what,
            sha256,
        } = match self.read_list(context, (read.columns, 0), read.headings)? {
            Some(read) => read,
            None if self.people.is_empty() => {
                return Err(none_selected::<F>());
            }
            None => {
                self.are_names(mirror)?;
                ReadList {
                    list: input::read_names(&self.people),
                    cells: Cells::default(),
                    names: NamesBeside::default(),
                    what: "the command line".to_owned(),
                    sha256: None,
                }
            }
        };
        if !read.whole {
            self.file_must_not_be_empty()?;
        }
        let named = !list.people.is_empty();
        names.check(mirror, &mut list)?;
        if list.layout != Layout::CommandLine {
            read.check(&cells, &mut list);
        }
        if read.whole && !self.chooses_columns() {
            names_everyone(&list, &what)?;
        }
        list.leave_out_unusable_rows();
        self.tell(context, &list, &what, force)?;
        let unread = unread_values((&list, &cells), read.columns, read.takes);
        self.tell_unread_values(context, &unread, &what)?;
        for row in &list.folded {
            differs(&cells, row, &what)?;
        }
        if list.people.is_empty() && named {
            return Err(
                CliError::usage(format!("no row of {what} can be used")).hint("correct the rows")
            );
        }
        if list.people.is_empty() && !list.is_empty() {
            return Err(CliError::usage(format!(
                "{what} contains no usable email address or account ID"
            ))
            .hint("put each person on a separate row, with an email address or an account ID"));
        }
        let origin = Origin {
            what,
            sha256,
            review: None,
            problems: list.unusable_rows(),
            folded: list.folded.len() as u64,
        };
        Ok((list.people, origin, cells))
    }

    /// Refuses an empty file.
    ///
    /// # Errors
    /// When `--csv` names one.
    pub fn file_must_not_be_empty(&self) -> CliResult<()> {
        let file = self.csv.as_deref().filter(|path| *path != Path::new("-"));
        file.map_or(Ok(()), must_not_be_empty)
    }

    /// Whether the user chose columns of the list.
    pub(super) fn chooses_columns(&self) -> bool {
        !self.column.is_empty()
    }

    /// Whether the user says which column names the people.
    pub fn names_column(&self) -> bool {
        let columns = self.columns();
        columns.email.is_some() || columns.account.is_some()
    }

    /// The file or standard input as it is, with the cells of these columns; `None` when people are selected otherwise.
    /// `columns`: with how many at their start are read beside the people alone, so that what else is in them is said.
    /// `headings`: those of a list that has what the command cannot do without.
    ///
    /// # Errors
    /// When it cannot be read or is no list of people.
    pub fn read_list(
        &self,
        context: &Context,
        (columns, beside): (&[&[&str]], usize),
        headings: Option<&str>,
    ) -> CliResult<Option<ReadList>> {
        let Some((bytes, what)) = self.bytes(context, "the people, one per line or as CSV")? else {
            return Ok(None);
        };
        let sha256 = Some(hash(&bytes));
        let bytes = self.with_sheets(bytes);
        let cells = self.cells(&bytes, &what, columns)?;
        let list = input::read(&bytes, &self.columns());
        let mut list = list.map_err(|error| match headings {
            Some(headings) => without_headings(&error, &what, headings),
            None => not_a_list(&error, &what),
        })?;
        // What a command reads from a column is not left alone.
        let named = |heading: &Option<String>| {
            heading.is_some()
                && (beside..columns.len()).any(|at| cells.heading(at) == heading.as_deref())
        };
        list.unread.retain(|column| !named(&column.heading));
        list.undecided.retain(|column| !named(&column.heading));
        let names = NamesBeside::read(
            &bytes,
            &self.columns(),
            columns.get(beside..).unwrap_or_default(),
        );
        Ok(Some(ReadList {
            list,
            names,
            cells,
            what,
            sha256,
        }))
    }

    /// The bytes of the file or of standard input, and what it is called; `None` when people are selected otherwise.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn bytes(
        &self,
        context: &Context,
        expected: &str,
    ) -> CliResult<Option<(Vec<u8>, String)>> {
        self.names_columns_once()?;
        if self.from_stdin || self.csv.as_deref() == Some(Path::new("-")) {
            return Ok(Some((
                context.ui.stdin(expected)?,
                "standard input".to_owned(),
            )));
        }
        let Some(path) = &self.csv else {
            return Ok(None);
        };
        let shown = display(&path.to_string_lossy());
        let bytes = read_file(path).map_err(|error| {
            CliError::usage(format!("cannot read {shown}"))
                .cause(&error)
                .hint("give a file with one person per row; - reads standard input")
        })?;
        Ok(Some((bytes, shown)))
    }

    /// Refuses two columns for the same: which of them is meant, nobody but the user knows.
    fn names_columns_once(&self) -> CliResult<()> {
        let mut named = BTreeMap::new();
        for (what, heading) in &self.column {
            if let Some(other) = named.insert(what, heading) {
                return Err(CliError::usage(format!(
                    "--column names two columns for {what}: \"{}\" and \"{}\"",
                    display(other),
                    display(heading)
                ))
                .hint(format!("keep one: --column {what}=HEADING")));
            }
        }
        Ok(())
    }

    /// Whether people are named on the command line.
    pub fn names_people(&self) -> bool {
        !self.people.is_empty()
    }

    /// Refuses flags that do nothing with filters: without the file, a script would assume that no row was wrong.
    pub fn only_of_lists(&self) -> CliResult<()> {
        let flag = match (&self.problems, self.column.is_empty()) {
            (Some(_), _) => "--problems",
            (None, false) => "--column",
            (None, true) => return Ok(()),
        };
        Err(CliError::usage(format!(
            "{flag} is for lists of people and cannot be used with filters"
        ))
        .hint(format!(
            "leave out {flag}: people from the mirror have no unusable rows"
        )))
    }

    /// The names on the command line.
    pub fn named(&self) -> &[String] {
        &self.people
    }

    /// The cells of these columns of a file.
    fn cells(&self, bytes: &[u8], shown: &str, columns: &[&[&str]]) -> CliResult<Cells> {
        if columns.is_empty() {
            return Ok(Cells::default());
        }
        input::cells(bytes, &self.columns(), columns)
            .map_err(|error| not_these_columns(&error, shown))
    }

    pub(super) fn columns(&self) -> Columns {
        let mut columns = Columns {
            encoding: self.encoding.encoding,
            ..Columns::default()
        };
        for (what, heading) in &self.column {
            let slot = match what.as_str() {
                "email" => &mut columns.email,
                "account" => &mut columns.account,
                _ => continue,
            };
            *slot = Some(heading.clone());
        }
        columns
    }

    /// The heading that `--column` gives another column than that of the person.
    pub fn heading_of(&self, what: &str) -> Option<&str> {
        let mut named = self.column.iter().rev();
        let (_, heading) = named.find(|(named, _)| named == what)?;
        Some(heading)
    }

    /// Says what was read and what was not, and which rows cannot be used.
    ///
    /// # Errors
    /// When rows cannot be used and are not to be skipped.
    pub fn tell(&self, context: &Context, list: &People, what: &str, force: bool) -> CliResult<()> {
        let ui = &context.ui;
        self.strict.every_column(list, what, self.names_column())?;
        say_how_it_is_read(ui, list, what, self.names_column())?;
        report_duplicates(context, &list.folded);
        if let Some(path) = &self.problems {
            save(path, &problems_csv(context, &list.problems)?, force)?;
        }
        if list.problems.is_empty() {
            return Ok(());
        }
        let unusable = list.unusable_rows();
        let rows = counted(unusable, "row", "rows");
        let (count, lines) = problem_lines(&list.problems);
        if self.skip_problems {
            let are = if unusable == 1 { "is" } else { "are" };
            ui.warning(format!(
                "{rows} of {what} cannot be used and {are} left out:"
            ));
            // The warning needs them, with `-q` too.
            ui.steps(lines.join("\n"));
            return Ok(());
        }
        // So does the error.
        ui.steps(lines.join("\n"));
        let error = CliError::usage(format!("{rows} of {what} cannot be used"));
        let error = if self.problems.is_none() && count > SHOWN {
            error.hint("--problems FILE writes all of them as CSV")
        } else {
            error
        };
        let them = if unusable == 1 { "it" } else { "them" };
        let error = error.hint(format!(
            "correct {them}, or skip {them} with --skip-problems"
        ));
        Err(match hint_of_names(list) {
            Some(hint) => error.hint(hint),
            None => error,
        })
    }
}
