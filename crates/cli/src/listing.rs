//! Prints lists from the mirror: only printed columns are read, and SQLite sorts and limits.

use std::io::Write;
use std::ops::ControlFlow;

use atlctl_core::number::counted;
use atlctl_core::query::{Cell as Asked, CredentialQuery, Found, List, ListQuery, Order};
use atlctl_core::sql::SqlError;
use atlctl_core::store::Mirror;
use atlctl_core::sync::Stage;

use clap::Args;
use futures_util::{Stream, TryStreamExt as _};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style, position_of, unknown_column};
use crate::saved_names::condition;

/// The columns, order and limit of a list.
pub struct Listing {
    /// The plural noun of the list.
    pub things: &'static str,
    columns: Vec<Column>,
    /// The names of the columns in the view.
    pub names: Vec<String>,
    /// The names of all columns that the list has.
    all: Vec<String>,
    /// The requested order.
    pub order: Vec<Order>,
    /// The requested limit.
    pub limit: Option<usize>,
    /// Why it is unknown of rows whether they are among those that were asked for.
    pub why_unknown: &'static str,
}

/// Receives the rows of a list.
pub type Row<'a> = &'a mut dyn FnMut(Vec<Asked>) -> ControlFlow<()>;

impl Listing {
    /// Those of the columns that the command line requests.
    pub fn new(context: &Context, things: &'static str, columns: Vec<Column>) -> Self {
        let global = &context.global;
        let named = |asked: &str| {
            let found = position_of(&columns, asked).and_then(|at| columns.get(at));
            found.map_or_else(|| asked.to_owned(), |column| column.name().to_owned())
        };
        let sorted = global.sort.as_deref();
        let sorted = sorted.map(|sort| named(sort.trim_start_matches('-')));
        let asked: Vec<String> = global.columns.iter().map(|name| named(name)).collect();
        let columns = showing(columns, sorted.as_deref());
        let table = global.output.unwrap_or(Format::Table) == Format::Table;
        // The printer sorts what the server sends, also by a column that is not shown; SQLite needs none.
        let sort = sorted.as_deref().filter(|_| global.live);
        let wanted = |column: &Column| {
            sort.is_some_and(|name| column.is(name))
                || match asked.as_slice() {
                    [] => column.is_main() || !table,
                    asked => column.is_id() || asked.iter().any(|name| column.is(name)),
                }
        };
        // The printer refuses unknown names, for which it needs all columns.
        let known = asked
            .iter()
            .map(String::as_str)
            .chain(sort)
            .all(|name| columns.iter().any(|column| column.is(name)));
        let all = columns.iter().map(|column| column.name().to_owned());
        let all = all.collect();
        let columns: Vec<Column> = if known {
            columns.into_iter().filter(wanted).collect()
        } else {
            columns
        };
        let order = global.sort.iter().zip(&sorted).map(|(sort, name)| Order {
            column: name.replace('-', "_").to_lowercase(),
            descending: sort.starts_with('-'),
        });
        Self {
            things,
            names: columns
                .iter()
                .map(|column| column.name().to_owned())
                .collect(),
            all,
            order: order.collect(),
            limit: global.limit,
            why_unknown: "it is unknown whether they match the filters",
            columns,
        }
    }

    /// A printer for rows from the server, which it sorts and limits itself.
    ///
    /// # Errors
    /// When a column is not known, or nothing can be written.
    pub fn live_printer(self, context: &Context) -> CliResult<Printer<impl Write + use<>>> {
        let style = Style::new(&context.global, &context.ui);
        let printer = Printer::new(context.ui.out(), style, self.columns)?;
        // Organizations are of none.
        if context.global.live && self.things != "organizations" {
            context.say_from_atlassian()?;
        }
        Ok(printer)
    }

    /// The error of a list that is to be sorted by a column that it does not have.
    fn unknown_order(&self, error: SqlError) -> CliError {
        match &error {
            SqlError::Column { name, .. } if self.order.iter().any(|by| by.column == *name) => {
                let known: Vec<&str> = self.all.iter().map(String::as_str).collect();
                unknown_column("--sort", name, &known)
            }
            _ => error.into(),
        }
    }

    /// So many of them.
    fn counted(&self, count: u64) -> String {
        let many = self.things;
        let one = match many {
            "people" => "person".to_owned(),
            many => match many.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => many.strip_suffix('s').unwrap_or(many).to_owned(),
            },
        };
        counted(count, &one, many)
    }

    /// Runs the question and prints its rows; says on stderr what is not in the output.
    ///
    /// # Errors
    /// When the question is not understood, or nothing can be read or written.
    pub fn print(
        self,
        context: &Context,
        ask: impl FnOnce(&Self, Row<'_>) -> Result<Found, SqlError>,
    ) -> CliResult<Found> {
        let mut style = Style::new(&context.global, &context.ui);
        // SQLite sorts and limits.
        (style.sort, style.limit) = (None, None);
        let mut listing = self;
        if style.format == Format::Id && style.columns.is_empty() {
            // One column is printed, so no other is read.
            listing.columns.retain(Column::is_id);
            listing
                .names
                .retain(|name| listing.columns.iter().any(|column| column.is(name)));
        }
        let mut printer = Printer::new(context.ui.out(), style, listing.columns.clone())?;
        let mut failed = None;
        let found = ask(&listing, &mut |cells| {
            let row = cells.into_iter().zip(&listing.columns).map(shown).collect();
            match printer.row(row) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        let found = found.map_err(|error| listing.unknown_order(error))?;
        if let Some(error) = failed {
            return Err(error);
        }
        context.printed(printer, listing.things)?;
        if found.rows < found.total {
            context.some_of(found.rows, found.total, listing.things);
        }
        if found.unknown > 0 {
            context.ui.caveat(format!(
                "{} left out: {}.",
                listing.counted(found.unknown),
                listing.why_unknown
            ));
        }
        Ok(found)
    }
}

/// The columns with these in every table: what a list is sorted or filtered by stays, however narrow the screen is.
pub fn showing<'a>(
    mut columns: Vec<Column>,
    names: impl IntoIterator<Item = &'a str>,
) -> Vec<Column> {
    for name in names {
        let named = columns.iter_mut().filter(|column| column.is(name));
        named.for_each(Column::show);
    }
    columns
}

/// A value of the mirror under its column: moments are texts there.
pub fn shown((cell, column): (Asked, &Column)) -> Cell {
    match cell {
        Asked::Text(text) if column.is_time() => Cell::moment(Some(&text)),
        Asked::Text(text) if column.is("scopes") => {
            serde_json::from_str::<Vec<String>>(&text).map_or(Cell::Unknown, Cell::List)
        }
        cell => Cell::from(cell),
    }
}

/// Filters of a simple list.
#[derive(Debug, Clone, Default, Args)]
pub struct Which {
    /// Only rows with TEXT in the name or ID
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// An SQL condition on the view's columns (see: atlctl sql --schema; @NAME is a saved condition of the configuration)
    #[arg(long = "where", value_name = "CONDITION", value_parser = condition)]
    pub condition: Option<String>,
    /// Include what is gone from the organization; the column Gone marks it
    #[arg(long)]
    pub gone: bool,
}

impl Which {
    /// Refuses what only the mirror can answer.
    ///
    /// # Errors
    /// When one of these flags is given.
    pub fn must_be_live(&self) -> CliResult<()> {
        if self.search.is_none() && self.condition.is_none() && !self.gone {
            return Ok(());
        }
        Err(
            CliError::usage("--search, --where and --gone do not work with --live")
                .hint("leave out --live to use the mirror; if it is too old, first: atlctl sync"),
        )
    }
}

impl Which {
    /// The columns with the one that tells what is gone, where that is listed too.
    pub fn marking_gone(&self, mut columns: Vec<Column>) -> Vec<Column> {
        if self.gone {
            columns.retain(|column| column.name() != "gone");
            columns.push(Column::text("gone", "Gone").stays());
        }
        columns
    }

    /// The query with these filters.
    pub fn credentials(&self, query: CredentialQuery) -> CredentialQuery {
        CredentialQuery {
            search: self.search.clone(),
            where_: self.condition.clone(),
            gone: self.gone,
            ..query
        }
    }
}

impl Context {
    /// Says that a part is read from Atlassian because the mirror does not have it.
    pub fn say_live(&self, part: &str) {
        if !self.global.live {
            self.ui.status(format!(
                "The mirror has no {part} (see: atlctl sync); read from Atlassian."
            ));
        }
    }
}

impl Listing {
    /// Prints a list of the mirror.
    ///
    /// # Errors
    /// As [`Listing::print`], and when there is no mirror.
    pub fn print_list(self, context: &Context, list: List, which: &Which) -> CliResult<Found> {
        let parts: Vec<Stage> = Stage::ALL
            .into_iter()
            .filter(|stage| list.parts().contains(&stage.as_str()))
            .collect();
        let mirror = context.mirror_showing(&parts)?;
        let query = ListQuery {
            search: which.search.clone(),
            where_: which.condition.clone(),
            gone: which.gone,
            order: self.order.clone(),
            limit: self.limit,
            ..ListQuery::default()
        };
        self.print(context, |listing, row| {
            query.run(&mirror, list, &listing.names, row)
        })
    }

    /// Prints credentials of the mirror.
    ///
    /// # Errors
    /// As [`Listing::print`].
    pub fn print_credentials(
        self,
        context: &Context,
        mirror: &Mirror,
        list: List,
        mut query: CredentialQuery,
    ) -> CliResult<Found> {
        query.order.clone_from(&self.order);
        query.limit = self.limit;
        self.print(context, |listing, row| {
            query.run(mirror, list, context.now(), &listing.names, row)
        })
    }

    /// Prints what the server sends, as it comes.
    ///
    /// # Errors
    /// When the server cannot be asked, or nothing can be written.
    pub fn print_live<T>(
        self,
        context: &Context,
        things: impl Stream<Item = Result<T, atlctl_api::Error>>,
        cell: impl Fn(&T, &str) -> Cell,
    ) -> CliResult<()> {
        let (names, word) = (self.names.clone(), self.things);
        let mut printer = self.live_printer(context)?;
        context.block_on(async {
            let mut things = std::pin::pin!(things);
            while let Some(thing) = things.try_next().await? {
                printer.row(names.iter().map(|name| cell(&thing, name)).collect())?;
                if printer.is_full() {
                    break;
                }
            }
            Ok::<(), CliError>(())
        })??;
        context.printed(printer, word)
    }
}
