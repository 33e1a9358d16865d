//! The selection of people: names on the command line, a file, standard input, or filters on the mirror.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use atlctl_api::AccountId;
use atlctl_core::input::{self, Columns, Folded, Layout, People, Person, Problem};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::Origin;
use atlctl_core::query::Cell as Found;
use atlctl_core::store::Mirror;
use clap::Args;
use sha2::{Digest as _, Sha256};

use super::except::Excluded;
use super::list_messages::{described, not_a_list, not_read};
use super::people_filter::PeopleFilter;
use super::save;
use super::strict::Strict;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::filter::Filter;
use crate::list_encoding::ListEncoding;
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style};
use crate::ui::display;

/// Problems that are shown without being asked for.
const SHOWN: usize = 20;

/// The selection of people.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
#[group(skip)]
pub struct Selection<F: PeopleFilter = Filter> {
    /// Email addresses or account IDs
    #[arg(value_name = "PERSON", group = "who", help_heading = "Arguments", conflicts_with_all = F::NOT_WITH_NAMES)]
    people: Vec<String>,
    /// Read people from FILE: CSV with any column order, delimiter and encoding, a list of addresses, JSON, or an
    /// Atlassian export
    #[arg(long, value_name = "FILE", group = "who", conflicts_with_all = F::NOT_WITH_NAMES)]
    pub(super) csv: Option<PathBuf>,
    /// Read people from standard input, in the same formats
    #[arg(long, group = "who", conflicts_with_all = F::NOT_WITH_NAMES)]
    pub(super) from_stdin: bool,
    /// Leave out these people: addresses or account IDs, separated by commas, or a file that lists them
    #[arg(long, value_name = "NAMES|FILE", value_delimiter = ',')]
    except: Vec<String>,
    #[command(flatten)]
    pub filter: F,
    #[command(flatten)]
    encoding: ListEncoding,
    /// Column of the email or account ID, when it is not recognized: email=HEADING, account=HEADING (or a number);
    /// email=all reads the addresses in every column
    #[arg(long, value_name = "WHAT=HEADING", value_parser = column, help_heading = "Selection")]
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

fn column(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((what @ ("email" | "account"), heading)) if !heading.trim().is_empty() => {
            Ok((what.to_owned(), heading.to_owned()))
        }
        _ => Err("write it as email=HEADING or account=HEADING".to_owned()),
    }
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
        Excluded::read(&self.except, mirror)
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
        let excluded = self.excluded(mirror)?;
        let (people, origin) = self.selected(context, mirror, force)?;
        excluded.without(context, mirror, people, origin)
    }

    fn selected(
        &self,
        context: &Context,
        mirror: &Mirror,
        force: bool,
    ) -> CliResult<(Vec<Person>, Origin)> {
        if let Some(filter) = self.filter.given() {
            self.only_of_lists()?;
            return matching(context, mirror, filter);
        }
        super::fresh(self.problems.as_deref(), force)?;
        let (list, what, sha256) = if self.from_stdin || self.csv.as_deref() == Some(Path::new("-"))
        {
            let bytes = context.ui.stdin("the people, one per line or as CSV")?;
            (
                self.read(&bytes, "standard input")?,
                "standard input".to_owned(),
                Some(hash(&bytes)),
            )
        } else if let Some(path) = &self.csv {
            let shown = display(&path.to_string_lossy());
            let bytes = std::fs::read(path).map_err(|error| {
                CliError::usage(format!("cannot read {shown}"))
                    .cause(&error)
                    .hint("give a file with one person per row; - reads standard input")
            })?;
            (self.read(&bytes, &shown)?, shown, Some(hash(&bytes)))
        } else if self.people.is_empty() {
            return Err(CliError::usage("no people selected").hint(
                "name people, or use --csv FILE, --from-stdin or filters such as --group GROUP",
            ));
        } else {
            self.are_names(mirror)?;
            (
                input::read_names(&self.people),
                "the command line".to_owned(),
                None,
            )
        };
        self.tell(context, &list, &what, force)?;
        if list.people.is_empty() && !list.is_empty() {
            return Err(CliError::usage(format!(
                "{what} contains no usable email address or account ID"
            ))
            .hint("put each person on a separate row, with an email address or an account ID"));
        }
        let origin = Origin {
            what,
            sha256,
            problems: list.problems.len() as u64,
            folded: list.folded.len() as u64,
        };
        Ok((list.people, origin))
    }

    /// Refuses flags that do nothing with filters: without the file, a script would assume that no row was wrong.
    fn only_of_lists(&self) -> CliResult<()> {
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

    /// Refuses words on the line that name nobody. They are what is left of a policy's name without its quotes, and
    /// the first word of it may be a policy too: everybody would be moved to that one.
    fn are_names(&self, mirror: &Mirror) -> CliResult<()> {
        for name in &self.people {
            let name = name.trim();
            let may_be = name.contains('@')
                || input::is_account_id(name)
                || mirror.person_by_id(&AccountId::from(name))?.is_some();
            if !may_be {
                let shown = display(name);
                return Err(CliError::usage(format!(
                    "{shown:?} is neither an email address nor an account ID"
                ))
                .hint("put names of several words in quotes, such as \"Strict sign-in\"")
                .hint("to find a person: atlctl user list --search NAME"));
            }
        }
        Ok(())
    }

    /// The people of a file.
    pub(super) fn read(&self, bytes: &[u8], shown: &str) -> CliResult<People> {
        let mut columns = Columns {
            encoding: self.encoding.encoding,
            ..Columns::default()
        };
        for (what, heading) in &self.column {
            let slot = if what == "email" {
                &mut columns.email
            } else {
                &mut columns.account
            };
            *slot = Some(heading.clone());
        }
        input::read(bytes, &columns).map_err(|error| not_a_list(&error, shown))
    }

    pub(super) fn tell(
        &self,
        context: &Context,
        list: &People,
        what: &str,
        force: bool,
    ) -> CliResult<()> {
        let ui = &context.ui;
        if list.layout != Layout::CommandLine {
            ui.status(described(list, what));
        }
        if let Some((line, cells)) = &list.taken_for_headings {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            ui.status(format!(
                "Line {line} is read as headings: {}",
                display(&cells.join(", "))
            ));
        }
        match list.above {
            0 => {}
            above => ui.status(format!(
                "Skipped {} above the headings",
                counted(above, "row", "rows")
            )),
        }
        for column in &list.unread {
            ui.status(not_read(column));
        }
        report_duplicates(context, &list.folded);
        if let Some(path) = &self.problems {
            save(path, &problems_csv(context, &list.problems)?, force)?;
        }
        if list.problems.is_empty() {
            return Ok(());
        }
        let count = list.problems.len();
        let rows = counted(count as u64, "row", "rows");
        let mut lines = Vec::new();
        for problem in list.problems.iter().take(SHOWN) {
            let value: String = problem.value.chars().take(60).collect();
            lines.push(format!(
                "  line {}: \"{}\" {}",
                problem.line,
                display(&value),
                problem.reason
            ));
        }
        if count > SHOWN {
            lines.push(format!("  … and {} more", grouped((count - SHOWN) as u64)));
        }
        if self.skip_problems {
            let are = if count == 1 { "is" } else { "are" };
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
        let them = if count == 1 { "it" } else { "them" };
        Err(error.hint(format!(
            "correct {them}, or skip {them} with --skip-problems"
        )))
    }
}

/// The people that match a filter, and where they come from.
fn matching(
    context: &Context,
    mirror: &Mirror,
    filter: &Filter,
) -> CliResult<(Vec<Person>, Origin)> {
    let query = filter.query();
    let columns = ["account_id".to_owned(), "email".to_owned()];
    let mut found = Vec::new();
    let asked = query.run(mirror, context.now(), &columns, &mut |cells| {
        let text = |at: usize| cells.get(at).and_then(Found::text).map(str::to_owned);
        found.push(Person {
            line: None,
            email: text(1),
            account: text(0),
        });
        ControlFlow::Continue(())
    })?;
    if asked.unknown > 0 {
        context.ui.status(format!(
            "{} left out: unknown whether the filters match",
            people(asked.unknown)
        ));
    }
    let what = match (&filter.condition, filter.flags().as_slice()) {
        (Some(condition), [_]) => format!("people with {condition}"),
        (_, flags) => format!("people matching {}", flags.join(" ")),
    };
    let origin = Origin {
        what: display(&what),
        ..Origin::default()
    };
    Ok((found, origin))
}

/// Says who was named again.
pub fn report_duplicates(context: &Context, folded: &[Folded]) {
    if folded.is_empty() {
        return;
    }
    let first: Vec<String> = folded
        .iter()
        .take(3)
        .map(|row| display(&row.value))
        .collect();
    let more = if folded.len() > 3 { ", …" } else { "" };
    let rows = counted(folded.len() as u64, "duplicate row", "duplicate rows");
    context
        .ui
        .status(format!("{rows} merged: {}{more}", first.join(", ")));
}

/// SHA-256 in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn problems_csv(context: &Context, problems: &[Problem]) -> CliResult<String> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns, style.sort) = (Format::Csv, Vec::new(), None);
    (style.limit, style.terminal) = (None, false);
    let columns = vec![
        Column::number("line", "Line"),
        Column::text("column", "Column"),
        Column::text("value", "Value"),
        Column::text("reason", "Reason"),
    ];
    let mut bytes = Vec::new();
    let mut printer = Printer::new(&mut bytes, style, columns)?;
    for problem in problems {
        printer.row(vec![
            Cell::count(problem.line),
            problem.column.clone().map_or(Cell::None, Cell::text),
            Cell::text(&problem.value),
            Cell::text(problem.reason.to_string()),
        ])?;
    }
    printer.finish()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
