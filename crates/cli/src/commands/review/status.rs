//! `atlctl review status`.

use std::path::PathBuf;

use atlctl_core::number::{counted, grouped};
use atlctl_core::review::{Answered, Closed, Planned, Started};
use clap::Args;
use jiff::tz::TimeZone;

use super::evidence::open;
use super::outcomes::said_closed;
use super::problems::said_not_text;
use super::returned_lists::came_in;
use crate::changes::said_not_the_last;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::hint_commands;
use crate::list_encoding::ListEncoding;
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Show who answered, and what is left
///
/// Reads the lists in DIR/returned, and FILEs. Changes nothing.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl review status access-review-2026-11-24
  atlctl review status q4 --exit-code")]
pub struct Status {
    /// Folder of the review
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Returned lists outside DIR/returned
    #[arg(value_name = "FILE")]
    lists: Vec<PathBuf>,
    /// Exit with 6 while rows are undecided
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    encoding: ListEncoding,
}

/// Shows the state of a review.
///
/// # Errors
/// When the folder is not a review's, or was changed.
pub fn run(context: &Context, args: &Status) -> CliResult {
    let (folder, started, _) = open(&args.dir)?;
    let rows = folder.rows()?;
    let came = came_in(context, &folder, &rows, &args.lists, args.encoding.encoding)?;
    let mut table = Table::new(
        "reviewers",
        vec![
            Column::id("reviewer", "Reviewer"),
            Column::number("rows", "Rows"),
            Column::number("keep", "Keep"),
            Column::number("remove", "Remove"),
            Column::number("undecided", "Undecided"),
            Column::number("unusable", "Unusable"),
            Column::number("not_returned", "Not returned"),
        ],
    );
    for reviewer in &started.reviewers {
        let theirs = rows.iter().filter(|row| row.reviewer == reviewer.reviewer);
        let counts = Answered::of(theirs, &came.answers);
        table.push(vec![
            Cell::text(&reviewer.reviewer),
            Cell::count(reviewer.rows),
            Cell::count(counts.keep),
            Cell::count(counts.remove),
            Cell::count(counts.open),
            Cell::count(counts.unusable),
            Cell::count(counts.missing),
        ]);
    }
    context.print(table)?;
    let ui = &context.ui;
    if let Some((why, next)) = said_not_the_last(context, &folder, &started) {
        ui.warning(display(&why));
        ui.hint(next);
    }
    let all = Answered::of(&rows, &came.answers);
    ui.status(format!(
        "Access review {}: {} of {} decided{}.",
        display(&started.id),
        grouped(all.decided()),
        counted(rows.len() as u64, "row", "rows"),
        due(context, &started, all.undecided() > 0)
    ));
    let closed = folder.manifest.closed();
    for planned in folder.manifest.plans() {
        let replaced = folder.manifest.replaced_by(planned);
        ui.status(format!(
            "{}: {}{}{}.",
            display(&planned.plan),
            counted(planned.changes, "change", "changes"),
            replaced.map_or_else(String::new, |by| format!(
                "; replaced by {}",
                display(&by.plan)
            )),
            closed.map_or_else(String::new, |closed| said_runs(closed, planned))
        ));
    }
    if let Some(closed) = closed {
        ui.status(format!("The review is closed: {}.", said_closed(closed)));
    }
    came.warn_of_several(context);
    came.warn_of_taken_back(context, &rows);
    for problem in &came.problems {
        if let Some(binary) = problem.not_text {
            ui.warning(said_not_text(&problem.file, binary));
            ui.hint(binary.advice());
        }
    }
    if !came.problems.is_empty() {
        let dir = args.dir.to_string_lossy();
        ui.warning(format!(
            "the returned lists have {}",
            counted(came.problems.len() as u64, "problem", "problems")
        ));
        ui.hint(format!(
            "see them: {}",
            hint_commands::command(&["review", "plan", &dir, "--dry-run"])
        ));
    }
    Ok(if args.exit_code && all.undecided() > 0 {
        Exit::Pending
    } else {
        Exit::Done
    })
}

/// The runs of a plan of a closed review.
fn said_runs(closed: &Closed, planned: &Planned) -> String {
    let of = closed.runs.iter().filter(|run| run.plan == planned.plan);
    let of = of.filter_map(|run| Some((run.undo, run.run.as_deref()?)));
    let said = of.map(|(undo, run)| {
        let by = if undo { "undone by" } else { "applied by" };
        format!("; {by} run {}", display(run))
    });
    let said: String = said.collect();
    match said.is_empty() {
        true if planned.changes > 0 => "; not applied".to_owned(),
        _ => said,
    }
}

fn due(context: &Context, started: &Started, open: bool) -> String {
    let Some(due) = started.due else {
        return String::new();
    };
    let today = TimeZone::UTC.to_datetime(context.now()).date();
    let late = if open && today > due { ", overdue" } else { "" };
    format!("; due {due}{late}")
}
