//! A report in a terminal: the verdict, the key figures, and the first rows of each list.

use atlctl_core::escape_characters::visible;
use atlctl_core::number::{capital, grouped};
use atlctl_core::query::Cell as Value;
use atlctl_core::report::{Chart, Drawing, Figure, Report, ReportList, rounded};
use unicode_width::UnicodeWidthStr as _;

use super::rows::{cells, columns};
use crate::context::Context;
use crate::error::CliResult;
use crate::options::Format;
use crate::output::{Printer, Style};

/// The width of the longest bar.
const BAR: u64 = 40;

/// Prints it.
///
/// # Errors
/// When nothing can be written.
pub fn print(context: &Context, report: &Report) -> CliResult<()> {
    context
        .ui
        .prose(&format!("{}\n{}\n\n", report.title, report.verdict.1))?;
    context.ui.text(&figures(&told(report)))?;
    for chart in &report.charts {
        if let Some(text) = bars(chart) {
            context.ui.text(&text)?;
        }
    }
    for list in report.lists.iter().filter(|list| list.total > 0) {
        print_list(context, list)?;
    }
    let unknown = report.lists.iter().filter(|list| list.is_unknown());
    let unknown: Vec<&str> = unknown.map(|list| list.title.as_str()).collect();
    if !unknown.is_empty() {
        context.ui.prose(&format!(
            "\nIt is unknown whether there are any: {}.\n",
            unknown.join("; ")
        ))?;
    }
    Ok(())
}

/// The figures; of changes, those of what changed: the sum of all comes last.
fn told(report: &Report) -> Vec<&Figure> {
    let mut told: Vec<&Figure> = report.figures.iter().collect();
    if let ("changes", Some(sum)) = (report.name, told.pop()) {
        told.retain(|figure| figure.value != Value::Number(0));
        told.push(sum);
        return told;
    }
    report.figures.iter().collect()
}

fn figures(figures: &[&Figure]) -> String {
    let values: Vec<String> = figures.iter().map(|figure| figure_value(figure)).collect();
    let wide = values.iter().map(|value| value.width()).max().unwrap_or(0);
    // The label comes first, so that it need not agree with the number.
    let labels = figures.iter().map(|figure| capital(&figure.label));
    let labels: Vec<String> = labels.collect();
    let long = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let lines = labels.iter().zip(&values);
    lines
        .map(|(label, value)| format!("{label:<long$}  {value:>wide$}\n"))
        .collect()
}

/// The number; where more may count, it is the least.
fn figure_value(figure: &Figure) -> String {
    let number = value(&figure.value);
    if figure.is_least {
        format!("at least {number}")
    } else {
        number
    }
}

fn value(cell: &Value) -> String {
    match cell {
        Value::Number(number) => grouped(number.unsigned_abs()),
        Value::Real(number) => rounded(*number),
        Value::Text(text) => text.clone(),
        _ => "?".to_owned(),
    }
}

/// A histogram as text; other charts are for a page.
fn bars(chart: &Chart) -> Option<String> {
    let Drawing::Columns(buckets) = &chart.drawing else {
        return None;
    };
    let most = buckets
        .iter()
        .map(|bucket| bucket.count)
        .max()
        .filter(|most| *most > 0)?;
    let wide = buckets
        .iter()
        .map(|bucket| bucket.label.width())
        .max()
        .unwrap_or(0);
    let mut text = format!("\n{}\n", chart.title);
    for bucket in buckets {
        let long = (bucket.count * BAR).div_ceil(most);
        let bar = "█".repeat(usize::try_from(long).unwrap_or_default());
        let pad = " ".repeat(wide - bucket.label.width());
        text.push_str(&format!(
            "{}{pad}  {bar} {}\n",
            bucket.label,
            chart.number(bucket.count)
        ));
    }
    Some(text)
}

fn print_list(context: &Context, list: &ReportList) -> CliResult<()> {
    let part = list.rows.len() as u64;
    let count = if part < list.total {
        format!(
            " (the first {} of {}; all: --list {})",
            grouped(part),
            grouped(list.total),
            list.name
        )
    } else {
        String::new()
    };
    context.ui.prose(&format!("\n{}{count}\n", list.title))?;
    let columns = columns(list, Format::Table);
    let mut style = Style::new(&context.global, &context.ui);
    // They are limited already; programs take another format.
    (style.limit, style.width) = (None, context.ui.reader_width());
    let mut printer = Printer::new(context.ui.out(), style, columns.clone())?;
    for row in &list.rows {
        printer.row(cells(list, row, &columns, Format::Table))?;
    }
    let outcome = printer.finish()?;
    let more = format!("--list {}, --html or -o json has them", list.name);
    for said in outcome
        .same_in_each_row()
        .into_iter()
        .chain(outcome.not_shown(&more))
    {
        context.ui.prose(&format!("{said}\n"))?;
    }
    for next in &list.next {
        let (what, command) = (visible(&next.what), &next.command);
        if command.is_empty() {
            context.ui.prose(&format!("To {what}.\n"))?;
            continue;
        }
        context.ui.prose(&format!("To {what}:\n"))?;
        // In one line, however long, to be copied.
        context.ui.text(&format!("  {command}\n"))?;
    }
    Ok(())
}
