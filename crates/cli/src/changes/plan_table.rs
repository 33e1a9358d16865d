//! A plan, as people and programs read it: the summary and the table.

use atlctl_core::number::grouped;
use atlctl_core::plan::{Before, Plan, Row, Verdict};
use atlctl_core::store::unusual;

use super::person_cells::{before_cell, person_cells, person_columns};
use super::policy_totals::totals;
use super::results::unless_nobody_reads;
use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::{JUST_NOW, ago};
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style, leave_out_constant};
use crate::ui::display;

/// Rows of each verdict in the sample.
const SAMPLE: usize = 5;
/// Rows of a table, at most, that are compared to leave out columns that say the same in each.
const CONSTANT: usize = 2_000;

/// The plan in a few lines: what, how many, from where, how fresh.
pub fn summary(context: &Context, plan: &Plan) -> String {
    let ui = &context.ui;
    let org = plan.known_org_name().unwrap_or(&plan.org);
    let mut lines = vec![ui.bold(&format!("{}, in {}", display(&plan.title()), display(org)))];
    let counts = plan.counts();
    let counts: Vec<(&str, String)> = counts
        .into_iter()
        .map(|(word, count)| (word, grouped(count as u64)))
        .collect();
    let wide = counts.iter().map(|(_, count)| count.len()).max();
    let wide = wide.unwrap_or(1);
    for (word, count) in &counts {
        lines.push(format!("  {count:>wide$}  {word}"));
    }
    lines.extend(totals(context, plan));
    let mirrored = match plan.base.synced {
        Some(synced) => format!(
            "the mirror of {}, synced {}",
            display(org),
            age(context, synced)
        ),
        None => format!("the mirror of {}, of unknown age", display(org)),
    };
    lines.push(match plan.base.read {
        Some(read) => match age(context, read) {
            now if now == JUST_NOW => format!("Policies read live; people from {mirrored}."),
            then => format!("Policies read live {then}; people from {mirrored}."),
        },
        // Nobody's policy is read when the plan changes nothing.
        None if plan.changes() == 0 => format!("People and policies from {mirrored}."),
        None => format!(
            "People and policies from {mirrored}; this credential may not read policies live."
        ),
    });
    for note in &plan.notes {
        lines.push(format!("Note: {}", display(note)));
    }
    lines.extend(plan.rows.iter().filter_map(unknown).take(SAMPLE));
    lines.join("\n")
}

/// A person who is not known, where there is something to say about that: who may be meant, or what in the address
/// a reader cannot see.
fn unknown(row: &Row) -> Option<String> {
    let Verdict::NotFound { suggestions } = &row.verdict else {
        return None;
    };
    let email = row.email.as_deref()?;
    let odd = unusual(email);
    if suggestions.is_empty() && odd.is_none() {
        return None;
    }
    let odd = odd.map_or(String::new(), |odd| format!(" ({odd})"));
    let meant = match &suggestions[..] {
        [] => String::new(),
        several => format!("; did you mean {}?", display(&several.join(" or "))),
    };
    Some(format!("Unknown: {}{odd}{meant}", display(email)))
}

/// How old something is.
fn age(context: &Context, then: jiff::Timestamp) -> String {
    ago(context.now().as_second() - then.as_second())
}

fn columns(plan: Option<&Plan>) -> Vec<Column> {
    let mut columns = Vec::from(person_columns(plan));
    columns.extend([
        Column::text("verdict", "Plan"),
        Column::text("before", "Before"),
        Column::text("before_id", "Before ID").on_request(),
        Column::text("after", "After"),
        Column::text("after_id", "After ID").on_request(),
        Column::sentence("reason", "Reason"),
    ]);
    columns
}

fn cells(plan: &Plan, row: &Row) -> Vec<Cell> {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    let mut cells = Vec::from(person_cells(row));
    cells.extend([
        Cell::text(row.verdict.as_str()),
        before_cell(plan, row),
        match &row.before {
            Before::Policy(id) => Cell::text(id.as_str()),
            Before::None => Cell::None,
            Before::Unknown => Cell::Unknown,
        },
        to.map_or(Cell::None, |to| Cell::text(plan.policy_name(to))),
        to.map_or(Cell::None, |to| Cell::text(to.as_str())),
        match row.verdict.reason() {
            reason if reason.is_empty() => Cell::None,
            reason => Cell::text(reason),
        },
    ]);
    cells
}

/// Refuses columns that plans do not have.
///
/// # Errors
/// When `--columns` or `--sort` name one.
pub fn check_plan(context: &Context) -> CliResult<()> {
    context.printable(&columns(None))
}

/// Prints the rows of a plan to stdout: a sample of each kind for people, all for programs. A closed
/// pipe changes neither the messages nor the exit code.
///
/// # Errors
/// When stdout cannot be written.
pub fn print_plan(context: &Context, plan: &Plan, all: bool) -> CliResult<()> {
    unless_nobody_reads(print_rows(context, plan, all))
}

fn print_rows(context: &Context, plan: &Plan, all: bool) -> CliResult<()> {
    let table = context.global.output.unwrap_or(Format::Table) == Format::Table;
    let sampled = table && !all && context.global.limit.is_none();
    let rows = if sampled {
        sample(plan)
    } else {
        plan.rows.iter().collect()
    };
    let shown = rows.len();
    let mut columns = columns(Some(plan));
    let rows = rows.into_iter().map(|row| cells(plan, row));
    let constant = if table && shown <= CONSTANT && context.global.columns.is_empty() {
        let rows: Vec<Vec<Cell>> = rows.collect();
        let constant = leave_out_constant(&mut columns, &rows);
        let mut printer = context.printer(columns)?;
        for row in rows {
            printer.row(row)?;
        }
        context.printed(printer, "people")?;
        constant
    } else {
        let mut printer = context.printer(columns)?;
        for row in rows {
            printer.row(row)?;
        }
        context.printed(printer, "people")?;
        None
    };
    if let Some(constant) = constant {
        context.ui.status(constant);
    }
    if shown < plan.rows.len() {
        context.ui.status(format!(
            "Showing {shown} of {} rows; -o csv and -o json print all of them.",
            grouped(plan.rows.len() as u64)
        ));
    }
    Ok(())
}

/// The sample, as a text for stderr.
///
/// # Errors
/// When `--columns` names an unknown column.
pub fn sample_text(context: &Context, plan: &Plan) -> CliResult<String> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns) = (Format::Table, Vec::new());
    (style.sort, style.limit) = (None, None);
    let mut bytes = Vec::new();
    let rows: Vec<Vec<Cell>> = sample(plan)
        .into_iter()
        .map(|row| cells(plan, row))
        .collect();
    let shown = rows.len();
    let mut columns = columns(Some(plan));
    let constant = leave_out_constant(&mut columns, &rows);
    let mut printer = Printer::new(&mut bytes, style, columns)?;
    for row in rows {
        printer.row(row)?;
    }
    printer.finish()?;
    let mut text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
    if let Some(constant) = constant {
        text.push_str(&format!("\n{constant}"));
    }
    if shown < plan.rows.len() {
        let more = (plan.rows.len() - shown) as u64;
        text.push_str(&format!("\n… {} more", grouped(more)));
    }
    Ok(text)
}

/// The first few rows of each verdict, changes first.
fn sample(plan: &Plan) -> Vec<&Row> {
    let mut rows = Vec::new();
    for (word, _) in plan.counts() {
        let same = plan.rows.iter().filter(|row| row.verdict.as_str() == word);
        rows.extend(same.take(SAMPLE));
    }
    rows
}
