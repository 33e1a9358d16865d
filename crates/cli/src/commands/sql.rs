//! `atlctl sql`.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use atlctl_core::number::grouped;
use atlctl_core::sql::{self, Limits};
use atlctl_core::store::{did_you_mean, nearest, schema_columns};
use clap::Args;

use super::sql_unread::say_unread;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::input_file::read_text_file;
use crate::output::{Cell, Column, Printer, Style, Table};
use crate::ui::display;

/// Query the mirror with read-only SQL
///
/// Runs SQLite SQL over the views that --schema describes: user, user_group, user_app, policy and others. The
/// statement cannot write, attach files or run longer than --timeout.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl sql 'SELECT policy, count(*) FROM user WHERE managed GROUP BY policy'
  atlctl sql --file report.sql -o csv
  atlctl sql --schema user
  atlctl sql --schema -o json")]
pub struct Sql {
    /// The SQL statement
    #[arg(required_unless_present_any = ["file", "schema"], conflicts_with = "file")]
    statement: Option<String>,
    /// Read the statement from FILE; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "schema")]
    file: Option<PathBuf>,
    /// Describe all views and their columns, or one view
    #[arg(
        long,
        value_name = "VIEW",
        num_args = 0..=1,
        conflicts_with = "statement"
    )]
    #[expect(clippy::option_option, reason = "not given; given; given with a view")]
    schema: Option<Option<String>>,
    /// Stop a query after this many seconds, not counting the time to print rows
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = seconds)]
    timeout: u64,
}

/// Whole seconds, at least one.
fn seconds(text: &str) -> Result<u64, String> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
    seconds.ok_or_else(|| "use 1 or more seconds".to_owned())
}

/// Runs `atlctl sql`.
///
/// # Errors
/// When it is not one statement that only reads, takes too long, or the mirror cannot be read.
pub fn run(context: &Context, args: &Sql) -> CliResult {
    if let Some(view) = &args.schema {
        return schema(context, view.as_deref());
    }
    if context.global.live {
        return Err(
            CliError::usage("sql queries the mirror and cannot be used with --live")
                .hint("update the mirror: atlctl sync"),
        );
    }
    let statement = match (&args.statement, &args.file) {
        (Some(statement), _) => statement.clone(),
        (None, Some(file)) => read(context, file)?,
        (None, None) => String::new(),
    };
    check_mirror(context, &statement)?;
    let most = Limits::default().rows;
    let limits = Limits {
        time: Duration::from_secs(args.timeout),
        // Rows are sorted before they are limited, so sorting needs them all.
        rows: match (context.global.limit, &context.global.sort) {
            (Some(limit), None) => limit,
            (limit, _) => limit.unwrap_or(0).max(most),
        },
    };
    let mut printer = None;
    let mut failed = None;
    let answer = sql::run_as_of(
        (&context.mirror_path()?, context.as_of()),
        &statement,
        limits,
        &mut |names, cells| {
            let row = cells.into_iter().map(Cell::from).collect();
            let printed = match &mut printer {
                Some(printer) => Ok(printer),
                None => rows(context, names).map(|made| printer.insert(made)),
            };
            match printed.and_then(|printer| printer.row(row)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    )
    .map_err(|error| CliError::in_statement(error, &statement))?;
    if let Some(error) = failed {
        return Err(error);
    }
    let printer = match printer {
        Some(printer) => printer,
        None => rows(context, &answer.columns)?,
    };
    context.printed(printer, "rows")?;
    if answer.more {
        context.ui.warning(format!(
            "stopped after {} {}; --limit N reads more",
            grouped(answer.rows as u64),
            if answer.rows == 1 { "row" } else { "rows" }
        ));
    }
    Ok(Exit::Done)
}

/// Says what the mirror has and how old it is. It may have the audit log alone.
fn check_mirror(context: &Context, statement: &str) -> CliResult<()> {
    let mirror = context.mirror_without_header()?;
    if mirror.last_sync()?.is_none() && mirror.has_events()? {
        context.ui.status(
            "From the mirror: audit log only; people and everything else were never synced to their end (to do so: \
             atlctl sync).",
        );
        return Ok(());
    }
    say_unread(context, &context.mirror()?, statement)
}

/// Describes the views, or one.
fn schema(context: &Context, view: Option<&str>) -> CliResult {
    let mut table = Table::new(
        "columns",
        vec![
            if view.is_some() {
                Column::text("view", "View").on_request()
            } else {
                Column::text("view", "View")
            },
            Column::text("row", "A row is").on_request(),
            Column::id("column", "Column"),
            Column::sentence("meaning", "Meaning").stays(),
        ],
    );
    let all = schema_columns();
    let wanted = |name: &str| view.is_none_or(|view| view.eq_ignore_ascii_case(name));
    let chosen: Vec<_> = all.iter().filter(|column| wanted(column.view)).collect();
    if let (Some(view), true) = (view, chosen.is_empty()) {
        let mut views: Vec<&str> = all.iter().map(|column| column.view).collect();
        views.dedup();
        return Err(CliError::usage(format!(
            "unknown view {:?}{}",
            display(view),
            did_you_mean(nearest(view, &views).as_deref())
        ))
        .hint(format!("use one of: {}", views.join(", "))));
    }
    for column in chosen {
        let texts = [column.view, column.row, column.column, column.meaning];
        table.push(texts.map(Cell::text).to_vec());
    }
    context.print(table)?;
    Ok(Exit::Done)
}

/// Prints the rows of the result. CSV gets only the columns of the statement.
fn rows(context: &Context, names: &[String]) -> CliResult<Printer<impl Write + use<>>> {
    let mut style = Style::new(&context.global, &context.ui);
    style.marks = false;
    Printer::new(context.ui.out(), style, columns(names))
}

/// The answer's columns. What is NULL in SQL may be unknown or none; the statement decides, not we.
fn columns(names: &[String]) -> Vec<Column> {
    let names = unique(names).into_iter();
    names.map(|name| Column::text(name.clone(), name)).collect()
}

/// Names of columns, each once: JSON and `--columns` need that.
fn unique(names: &[String]) -> Vec<String> {
    let mut seen: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let mut unique = name.clone();
        let mut number = 2;
        while seen.contains(&unique) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        seen.push(unique);
    }
    seen
}

fn read(context: &Context, file: &std::path::Path) -> CliResult<String> {
    let read = if file == std::path::Path::new("-") {
        let bytes = context.ui.stdin("the statement");
        bytes.and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| std::io::ErrorKind::InvalidData.into())
        })
    } else {
        read_text_file(file)
    };
    match read {
        Ok(text) => Ok(text),
        Err(error) => Err(CliError::usage(format!(
            "cannot read {}",
            display(&file.to_string_lossy())
        ))
        .cause(&error)
        .hint("give a file with one SQL statement; - reads standard input")),
    }
}
