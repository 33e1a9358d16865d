//! A plan, as people and programs read it: the summary and the table.

use std::collections::{BTreeSet, HashMap};

use atlctl_core::change::{Before, FacetKind, Risk, Target};
use atlctl_core::number::{all_of, capital, grouped, people};
use atlctl_core::plan::{Kind, Plan, Row, Verdict, shown_verdict};

use super::only_option::RowFilter;
use super::person_cells::{
    change_cells, change_columns, change_reason_cell, person_cells, person_columns, said_once,
    shows_what,
};
use super::results::unless_nobody_reads;
use super::totals::{sizes_read, totals};
use super::until_option::end_in_words;
use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::{JUST_NOW, ago};
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style, leave_out_constant};
use crate::ui::display;

/// Rows of each verdict in the sample.
pub(super) const SAMPLE: usize = 5;
/// Rows of a table, at most, that are compared to leave out columns that say the same in each.
const CONSTANT: usize = 2_000;

/// Prints the plan in a few lines: what, how many, from where, how fresh.
pub fn print_summary(context: &Context, plan: &Plan) {
    let org = plan.known_org_name().unwrap_or(&plan.org);
    context.ui.title(format!("{}, in {org}", plan.title()));
    context.ui.status(verdicts(plan));
    for (finality, acts) in plan.irreversible_acts() {
        let heading = format!("{}:", finality.heading());
        context.ui.alarm(&heading, &display(&first_acts(acts)));
    }
    context.ui.status(basis(context, plan));
}

/// How many rows have each verdict.
fn verdicts(plan: &Plan) -> String {
    let counts = plan.counts();
    let counts: Vec<(&str, String)> = counts
        .into_iter()
        .map(|(word, count)| (word, grouped(count as u64)))
        .collect();
    let wide = counts.iter().map(|(_, count)| count.len()).max();
    let wide = wide.unwrap_or(1);
    let mut lines = Vec::new();
    for (word, count) in &counts {
        let risks = if *word == Verdict::Change.as_str() {
            format!("{}{}", of_people(plan), risks(plan))
        } else {
            String::new()
        };
        lines.push(format!("  {count:>wide$}  {}{risks}", shown_verdict(word)));
    }
    lines.join("\n")
}

/// Of how many people the changes are, where somebody has several.
fn of_people(plan: &Plan) -> String {
    let changed = plan.rows.iter().filter(|row| row.verdict.is_change());
    let targets: Vec<String> = changed.filter_map(Row::person).collect();
    let distinct = targets.iter().collect::<BTreeSet<_>>().len();
    if distinct == targets.len() {
        return plan.extent().of_members();
    }
    format!(" (to {})", people(distinct as u64))
}

/// What changes in all, from which data the plan was made, and what is to be known about it.
fn basis(context: &Context, plan: &Plan) -> String {
    let org = plan.known_org_name().unwrap_or(&plan.org);
    let mut lines = Vec::new();
    lines.extend(totals(plan));
    let mirrored = match plan.base.synced {
        Some(synced) => format!(
            "the mirror of {}, synced {}",
            display(org),
            age(context, synced)
        ),
        None => format!("the mirror of {}, of unknown age", display(org)),
    };
    let kinds = kinds_looked_up(plan);
    let (read, unread): (Vec<_>, Vec<_>) = kinds
        .iter()
        .copied()
        .partition(|kind| plan.base.was_read(*kind));
    let nouns_and = |kinds: &[FacetKind], more: &[&'static str]| {
        let mut nouns: Vec<&str> = kinds.iter().map(|kind| kind.noun()).collect();
        nouns.dedup();
        nouns.extend(more);
        all_of(&nouns)
    };
    let nouns = |kinds: &[FacetKind]| nouns_and(kinds, &[]);
    lines.push(match plan.base.read {
        Some(at) if !read.is_empty() => {
            let when = match age(context, at) {
                now if now == JUST_NOW => String::new(),
                then => format!(" {then}"),
            };
            format!(
                "{} read live{when}; people from {mirrored}.",
                capital(&nouns_and(&read, sizes_read(plan, &read)))
            )
        }
        _ if plan.rows.is_empty() || kinds.is_empty() => format!("People from {mirrored}."),
        // Nothing is read when the plan changes nothing.
        _ if plan.changes() == 0 => format!("People and {} from {mirrored}.", nouns(&kinds)),
        _ => format!(
            "People and {} from {mirrored}; this credential may not read {} live.",
            nouns(&kinds),
            nouns(&kinds)
        ),
    });
    if plan.base.read.is_some() && !read.is_empty() && !unread.is_empty() {
        lines.push(format!(
            "{} from the mirror: this credential may not read them live.",
            capital(&nouns(&unread))
        ));
    }
    lines.extend(plan.effort.map(|effort| effort.sentence()));
    for (label, text) in [("Reason", &plan.reason), ("Ticket", &plan.ticket)] {
        lines.extend(
            text.iter()
                .map(|text| format!("{label}: {}", display(text))),
        );
    }
    lines.extend(
        plan.until
            .filter(|_| plan.changes() > 0)
            .map(|until| format!("Until: {} (then: atlctl run expire)", end_in_words(until))),
    );
    for note in &plan.notes {
        lines.push(format!("Note: {}", display(note)));
    }
    lines.join("\n")
}

/// What the changes risk, when they risk anything.
fn risks(plan: &Plan) -> String {
    let risks = plan.risks();
    if risks.iter().all(|(risk, _)| *risk == Risk::Reversible) {
        return String::new();
    }
    let words: Vec<String> = plan
        .risks_in_words()
        .into_iter()
        .map(|(_, words)| words)
        .collect();
    format!(": {}", words.join(", "))
}

/// The first of the acts that cannot be undone.
fn first_acts(mut acts: Vec<String>) -> String {
    let more = acts.len().saturating_sub(SAMPLE);
    acts.truncate(SAMPLE);
    if more > 0 {
        acts.push(format!("and {more} more"));
    }
    acts.join("; ")
}

/// The kinds whose values the plan needs: nothing is read of unknown people and those whom the undone run did not change.
fn kinds_looked_up(plan: &Plan) -> Vec<FacetKind> {
    let mut kinds = plan.kinds();
    let is_needed = |row: &&Row| !row.verdict.is_slip() && row.verdict != Verdict::NotMoved;
    kinds.retain(|kind| {
        let mut rows = plan.rows.iter().filter(|row| row.facet.kind == *kind);
        let first = rows.next();
        first.is_none_or(|row| is_needed(&row)) || rows.any(|row| is_needed(&row))
    });
    kinds
}

/// How old something is.
fn age(context: &Context, then: jiff::Timestamp) -> String {
    ago(context.now().as_second() - then.as_second())
}

fn columns(plan: Option<&Plan>, explain: bool) -> Vec<Column> {
    let mut columns = Vec::from(person_columns(plan));
    let [change, what, before, after] = change_columns(plan);
    // How many kinds of risks the changes have, if any.
    let risks = plan
        .map(Plan::risks)
        .filter(|risks| risks.iter().any(|(risk, _)| *risk != Risk::Reversible));
    let risks = risks.map(|risks| risks.len());
    // Where the change is a sentence, it says so.
    let effects =
        |plan: &Plan| !shows_what(plan) && plan.rows.iter().any(|row| row.effect.is_some());
    columns.extend([
        Column::sentence("verdict", "Plan").stays(),
        if risks.is_some_and(|risks| risks > 1) {
            // Which row has which risk, nothing else says.
            Column::sentence("risk", "Risk").stays()
        } else if risks.is_some() {
            Column::sentence("risk", "Risk").goes_late()
        } else {
            Column::sentence("risk", "Risk").on_request()
        },
        change,
        what,
        before,
        Column::text("before_id", "Before ID").on_request(),
        after,
        Column::text("after_id", "After ID").on_request(),
        if explain {
            Column::sentence("reason", "Reason").on_request()
        } else {
            Column::sentence("reason", "Reason").stays()
        },
        if plan.is_some_and(effects) {
            Column::sentence("effect", "Effect")
        } else {
            Column::sentence("effect", "Effect").on_request()
        },
        match Column::sentence("change_reason", "Reason for the change") {
            column
                if plan.is_some_and(|plan| {
                    plan.rows.iter().any(|row| row.change_reason.is_some())
                }) =>
            {
                column
            }
            column => column.on_request(),
        },
    ]);
    if explain {
        columns.push(Column::sentence("why", "Why").stays());
    }
    columns
}

fn cells(plan: &Plan, row: &Row, explain: bool, table: bool) -> Vec<Cell> {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    let risk = row.risk().map(|risk| risk.as_str().to_owned());
    let mut cells = Vec::from(person_cells(row));
    let [change, what, before, after] = change_cells(plan, row);
    let word = row.verdict.as_str();
    cells.extend([
        Cell::text(if table { shown_verdict(word) } else { word }),
        risk.map_or(Cell::None, Cell::text),
        change,
        what,
        before,
        match &row.before {
            Before::Is(value) => value.text().map_or(Cell::None, Cell::text),
            Before::Unknown => Cell::Unknown,
        },
        after,
        to.and_then(|to| to.text()).map_or(Cell::None, Cell::text),
        match row.reason() {
            reason if reason.is_empty() => Cell::None,
            reason => Cell::text(reason),
        },
        row.effect.as_deref().map_or(Cell::None, Cell::text),
        change_reason_cell(plan, row),
    ]);
    if explain {
        cells.push(Cell::text(plan.explain(row)));
    }
    cells
}

/// Refuses columns that plans do not have.
///
/// # Errors
/// When `--columns` or `--sort` name one.
pub fn check_plan(context: &Context, explain: bool) -> CliResult<()> {
    context.printable(&columns(None, explain))
}

/// Which rows of a plan are printed, and how.
#[derive(Debug, Default)]
pub struct Shown {
    /// Every row in a table, not a sample.
    pub all: bool,
    /// With a column that says why each row is in the plan or not.
    pub explain: bool,
    /// The rows.
    pub only: RowFilter,
}

/// What the rows of a plan are, in the plural.
pub(super) fn rows_in_words(plan: &Plan) -> &'static str {
    let person = |row: &Row| matches!(row.target(), None | Some(Target::Account(_)));
    match plan.kind {
        Kind::Several { .. } => "rows",
        _ if plan.rows.iter().all(person) => "people",
        _ => "rows",
    }
}

/// Prints the rows of a plan to stdout: a sample of each kind for people, all for programs. A closed pipe changes nothing else.
///
/// # Errors
/// When stdout cannot be written.
pub fn print_plan(context: &Context, plan: &Plan, shown: &Shown) -> CliResult<()> {
    unless_nobody_reads(print_rows(context, plan, shown))
}

fn print_rows(context: &Context, plan: &Plan, how: &Shown) -> CliResult<()> {
    let table = context.global.output.unwrap_or(Format::Table) == Format::Table;
    if table && plan.rows.is_empty() {
        return Ok(());
    }
    let sampled = table && !how.all && context.global.limit.is_none();
    let mut rows = if sampled {
        sample(plan, &how.only)
    } else if table {
        let groups = plan.worst_first().into_iter();
        groups.flat_map(|group| group.rows).collect()
    } else {
        plan.rows.iter().collect()
    };
    rows.retain(|row| how.only.holds(row));
    if table {
        by_person(plan, &mut rows);
    }
    let of_these = plan.rows.iter().filter(|row| how.only.holds(row)).count();
    let shown = rows.len();
    let mut columns = columns(Some(plan), how.explain);
    let rows = rows
        .into_iter()
        .map(|row| cells(plan, row, how.explain, table));
    let constant = if table && shown <= CONSTANT && context.global.columns.is_empty() {
        let rows: Vec<Vec<Cell>> = rows.collect();
        let seen = context.ui.messages_beside_data();
        if let Some(after) = said_once(&mut columns, &rows, seen) {
            context.ui.header(after);
        }
        let constant = leave_out_constant(&mut columns, &rows, seen);
        let mut printer = context.printer_for_people(columns)?;
        for row in rows {
            printer.row(row)?;
        }
        context.printed(printer, rows_in_words(plan))?;
        constant
    } else {
        let mut printer = context.printer_for_people(columns)?;
        for row in rows {
            printer.row(row)?;
        }
        context.printed(printer, rows_in_words(plan))?;
        None
    };
    if let Some(constant) = constant {
        context.ui.status(constant);
    }
    if of_these < plan.rows.len() {
        context.ui.status(format!(
            "{} of {} rows match --only.",
            grouped(of_these as u64),
            grouped(plan.rows.len() as u64)
        ));
    }
    if shown < of_these {
        context.ui.status(format!(
            "Showing {shown} of {} rows; -o csv and -o json print all of them.",
            grouped(of_these as u64)
        ));
    }
    Ok(())
}

/// The sample, as a text for stderr.
///
/// # Errors
/// When `--columns` names an unknown column.
pub fn sample_text(context: &Context, plan: &Plan, explain: bool) -> CliResult<String> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns) = (Format::Table, Vec::new());
    style.width = context.ui.reader_width();
    (style.sort, style.limit) = (None, None);
    let mut bytes = Vec::new();
    let mut rows = sample(plan, &RowFilter::default());
    by_person(plan, &mut rows);
    let rows: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|row| cells(plan, row, explain, true))
        .collect();
    let shown = rows.len();
    let mut columns = columns(Some(plan), explain);
    let after = said_once(&mut columns, &rows, true);
    let constant = leave_out_constant(&mut columns, &rows, true);
    let mut printer = Printer::new(&mut bytes, style, columns)?;
    for row in rows {
        printer.row(row)?;
    }
    let same = printer.finish()?.same_in_each_row();
    let mut text = after.map_or_else(String::new, |after| format!("{after}\n"));
    text.push_str(String::from_utf8_lossy(&bytes).trim_end());
    for constant in constant.into_iter().chain(same) {
        text.push_str(&format!("\n{constant}"));
    }
    if shown < plan.rows.len() {
        let more = (plan.rows.len() - shown) as u64;
        text.push_str(&format!("\n… {} more", grouped(more)));
    }
    Ok(text)
}

/// Puts the rows of one account together, in the order in which they run; whose worst row came first stays first.
fn by_person<'a>(plan: &'a Plan, rows: &mut [&'a Row]) {
    if !matches!(plan.kind, Kind::Several { .. }) {
        return;
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut first: HashMap<*const Row, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let place = match row.account.as_deref() {
            Some(account) => *places.entry(account).or_insert(at),
            None => at,
        };
        first.insert(std::ptr::from_ref(*row), place);
    }
    let order: HashMap<*const Row, usize> = (plan.rows.iter().map(std::ptr::from_ref))
        .zip(0..)
        .collect();
    rows.sort_by_key(|row| {
        let row = std::ptr::from_ref(*row);
        (first.get(&row).copied(), order.get(&row).copied())
    });
}

/// The first few rows of each risk and verdict, the worst first.
fn sample<'a>(plan: &'a Plan, only: &RowFilter) -> Vec<&'a Row> {
    let groups = plan.worst_first().into_iter();
    let of_group = |rows: Vec<&'a Row>| {
        let rows = rows.into_iter().filter(|row| only.holds(row));
        rows.take(SAMPLE).collect::<Vec<_>>()
    };
    groups.flat_map(|group| of_group(group.rows)).collect()
}
