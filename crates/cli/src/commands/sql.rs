//! `atlctl sql`.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use atlctl_core::sql::{self, Limits};
use atlctl_core::store::schema_reference;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Run one read-only statement over the mirror
///
/// SQLite's SQL over the views that --schema describes: user, user_group, user_product, policy and others.
/// The statement cannot write, attach files or run for longer than --timeout.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atlctl sql 'SELECT policy, count(*) FROM user WHERE managed GROUP BY policy'
  atlctl sql --file report.sql -o csv
  atlctl sql --schema")]
pub struct Sql {
    /// The statement
    #[arg(required_unless_present_any = ["file", "schema"], conflicts_with = "file")]
    statement: Option<String>,
    /// Read the statement from a file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "schema")]
    file: Option<PathBuf>,
    /// Describe the views and their columns
    #[arg(long)]
    schema: bool,
    /// Stop after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
}

/// Runs it.
///
/// # Errors
/// When it is not one statement that only reads, takes too long, or the mirror cannot be read.
pub fn run(context: &Context, args: &Sql) -> CliResult {
    if args.schema {
        context.ui.data(&schema_reference())?;
        return Ok(Exit::Done);
    }
    let statement = match (&args.statement, &args.file) {
        (Some(statement), _) => statement.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => String::new(),
    };
    drop(context.mirror()?);
    let limits = Limits {
        time: Duration::from_secs(args.timeout),
        rows: context.global.limit.unwrap_or(Limits::default().rows),
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let answer = sql::run(&context.mirror_path()?, &statement, limits, &mut |cells| {
        rows.push(cells.iter().cloned().map(Cell::from).collect());
        ControlFlow::Continue(())
    })?;
    // What is NULL in SQL may be unknown or none; the statement decides, not we.
    let columns = unique(&answer.columns);
    let columns = columns
        .into_iter()
        .map(|name| Column::text(name.clone(), name));
    let mut table = Table::new("rows", columns.collect());
    table.extend(rows);
    context.print(table)?;
    if answer.more {
        context.ui.warning(format!(
            "only the first {} rows were read (--limit)",
            answer.rows
        ));
    }
    Ok(Exit::Done)
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

fn read(file: &std::path::Path) -> CliResult<String> {
    let mut text = String::new();
    let read = if file == std::path::Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(CliError::usage(format!(
            "cannot read {}",
            display(&file.to_string_lossy())
        ))
        .cause(&error)),
    }
}
