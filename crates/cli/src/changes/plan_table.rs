//! A plan, as people and programs read it.

use std::collections::BTreeMap;

use atlctl_core::number::grouped;
use atlctl_core::plan::{Before, Plan, Row, Verdict};
use atlctl_core::store::unusual;

use super::results::unless_nobody_reads;
use crate::context::Context;
use crate::error::CliResult;
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style};
use crate::ui::display;

/// Rows of each verdict in the sample.
const SAMPLE: usize = 5;

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
    let mut from: BTreeMap<String, usize> = BTreeMap::new();
    let mut to: BTreeMap<String, usize> = BTreeMap::new();
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        let before = plan.before_name(row);
        *from
            .entry(before.unwrap_or_else(|| "unknown".to_owned()))
            .or_default() += 1;
        if let Some(policy) = &row.to {
            *to.entry(plan.policy_name(policy)).or_default() += 1;
        }
    }
    if !from.is_empty() {
        lines.push(format!("Leaving  {}", list(&from)));
        lines.push(format!("Joining  {}", list(&to)));
    }
    let mirrored = match plan.base.synced {
        Some(synced) => format!("mirror, synced {}", age(context, synced)),
        None => "mirror of unknown age".to_owned(),
    };
    lines.push(match plan.base.read {
        Some(read) => {
            let then = match age(context, read) {
                moment if moment == NOW => "has them now".to_owned(),
                then => format!("had them {then}"),
            };
            format!("Policies as the service {then}; people from the {mirrored}.")
        }
        // Of people nobody is asked whom the plan leaves alone anyway.
        None if plan.changes() == 0 => format!("People and policies from the {mirrored}."),
        None => format!("People and policies from the {mirrored}; the service did not tell more."),
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

fn list(counts: &BTreeMap<String, usize>) -> String {
    let mut counts: Vec<(&String, &usize)> = counts.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1));
    let all: Vec<String> = counts
        .iter()
        .take(6)
        .map(|(name, count)| format!("{} {}", display(name), grouped(**count as u64)))
        .collect();
    let more = if counts.len() > 6 { ", …" } else { "" };
    format!("{}{more}", all.join(", "))
}

/// What is less than a minute old.
const NOW: &str = "a moment ago";

/// How long ago it was.
fn age(context: &Context, then: jiff::Timestamp) -> String {
    let minutes = context.now().duration_since(then).as_mins();
    match minutes {
        ..1 => NOW.to_owned(),
        1..=119 => format!("{minutes} min ago"),
        120..=2879 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1440),
    }
}

/// Whoever is known by an account id alone is named by it, in a table too.
fn columns(plan: Option<&Plan>) -> Vec<Column> {
    let nameless = |plan: &Plan| plan.rows.iter().any(|row| row.email.is_none());
    let account = Column::id("account", "Account");
    vec![
        Column::number("line", "Line").on_request(),
        Column::id("email", "Email"),
        Column::text("name", "Name").on_request(),
        if plan.is_some_and(nameless) {
            account
        } else {
            account.on_request()
        },
        Column::text("verdict", "Plan"),
        Column::text("before", "Before"),
        Column::text("before_id", "Before id").on_request(),
        Column::text("after", "After"),
        Column::text("after_id", "After id").on_request(),
        Column::text("reason", "Reason"),
    ]
}

fn cells(plan: &Plan, row: &Row) -> Vec<Cell> {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    vec![
        row.line.map_or(Cell::None, Cell::count),
        Cell::maybe(row.email.clone()),
        Cell::maybe(row.name.clone()),
        Cell::maybe(row.account.clone()),
        Cell::text(row.verdict.as_str()),
        match &row.before {
            Before::Policy(id) => Cell::text(plan.policy_name(id)),
            Before::None => Cell::None,
            Before::Unknown => Cell::Unknown,
        },
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
    ]
}

/// Refuses columns that plans do not have.
///
/// # Errors
/// When `--columns` or `--sort` name one.
pub fn check_plan(context: &Context) -> CliResult<()> {
    context.printable(&columns(None))
}

/// Prints the rows of a plan to stdout: a sample of each kind for people, all for programs. Whoever stops reading
/// changes neither what is said nor the exit code.
///
/// # Errors
/// When stdout cannot be written.
pub fn print_plan(context: &Context, plan: &Plan, all: bool) -> CliResult<()> {
    unless_nobody_reads(print_rows(context, plan, all))
}

fn print_rows(context: &Context, plan: &Plan, all: bool) -> CliResult<()> {
    let mut printer = context.printer(columns(Some(plan)))?;
    let sampled = context.global.output.unwrap_or(Format::Table) == Format::Table
        && !all
        && context.global.limit.is_none();
    let rows = if sampled {
        sample(plan)
    } else {
        plan.rows.iter().collect()
    };
    let shown = rows.len();
    for row in rows {
        printer.row(cells(plan, row))?;
    }
    context.printed(printer, "people")?;
    if shown < plan.rows.len() {
        context.ui.status(format!(
            "{shown} of {} rows as a sample; -o csv or -o json prints all of them.",
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
    let mut printer = Printer::new(&mut bytes, style, columns(Some(plan)))?;
    let rows = sample(plan);
    let shown = rows.len();
    for row in rows {
        printer.row(cells(plan, row))?;
    }
    printer.finish()?;
    let mut text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
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
