//! Prints a report in the form that was asked for.

use std::path::Path;

use atlctl_core::report::{NOT_READ, OLDER_PART, Report, ReportList, report_page};

use super::options::ReportOptions;
use super::rows::{cells, columns};
use super::{json, terminal};
use crate::changes::save;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::options::Format;
use crate::ui::display;

/// Prints it; what is unknown goes to stderr.
///
/// # Errors
/// When a list or column is not known, or nothing can be written.
pub fn print(context: &Context, report: &Report, options: &ReportOptions) -> CliResult<()> {
    let global = &context.global;
    if let Some(path) = &options.html {
        return page(context, path, &report_page(report), options.force);
    }
    let format = global.output.unwrap_or(Format::Table);
    let named = options.list.as_deref();
    let one = named.is_some() || !global.columns.is_empty() || global.sort.is_some();
    match format {
        Format::Table if !one => terminal::print(context, report)?,
        Format::Json if !one => json::print(context, report)?,
        _ => {
            let list = find(report, named)?;
            if format == Format::Id {
                of_one_app(report, list)?;
            }
            print_list(context, list)?;
        }
    }
    // What was not read and what was removed is said with the moment, and parts that are older with the mirror's age.
    let unknown = report.unknown.iter();
    let unknown =
        unknown.filter(|text| !text.starts_with(NOT_READ) && !text.starts_with(OLDER_PART));
    let notes = report.notes.iter();
    let notes = notes.filter(|text| Some(*text) != report.about.instead.as_ref());
    for text in unknown {
        context.ui.caveat(text);
    }
    for text in notes {
        context.ui.status(text);
    }
    Ok(())
}

/// The report with the profile in the commands that its sentences hold.
pub fn completed(mut report: Report) -> Report {
    let next = report.lists.iter_mut().flat_map(|list| &mut list.next);
    let texts = next.map(|next| &mut next.what);
    let texts = texts.chain(&mut report.notes).chain(&mut report.unknown);
    for text in texts {
        *text = hint_commands::completed(text).into_owned();
    }
    report
}

/// Writes a page.
///
/// # Errors
/// When it cannot be written.
pub fn page(context: &Context, path: &Path, page: &str, force: bool) -> CliResult<()> {
    save(path, page, force)?;
    let shown = display(&path.to_string_lossy());
    context.ui.status(format!("Wrote {shown}."));
    Ok(())
}

/// The list with this name, or the first.
fn find<'a>(report: &'a Report, name: Option<&str>) -> CliResult<&'a ReportList> {
    let Some(name) = name else {
        return report
            .lists
            .first()
            .ok_or_else(|| CliError::failed("the report has no list"));
    };
    let found = report
        .lists
        .iter()
        .find(|list| list.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let names: Vec<&str> = report.lists.iter().map(|list| list.name).collect();
        CliError::usage(format!(
            "unknown list \"{}\" of report {}",
            display(name),
            report.name
        ))
        .hint(format!("use one of: {}", names.join(", ")))
    })
}

/// Refuses to print IDs of accounts that do not say of which app each is: a change would take another one away.
fn of_one_app(report: &Report, list: &ReportList) -> CliResult<()> {
    let apps = list.apps();
    if apps.len() < 2 {
        return Ok(());
    }
    let first = list
        .next
        .first()
        .map(|next| format!("{}: {}", next.what, next.command));
    let error = CliError::usage(format!(
        "the list {} of report {} has people of {} apps, and an account ID does not say of which app the row is",
        list.name,
        report.name,
        apps.len()
    ));
    let error = match first {
        Some(first) => error.hint(format!("name one app with --app, for example to {first}")),
        None => error.hint("name one app with --app: atlctl workspace list --columns +id"),
    };
    Err(error.hint("or print both IDs: -o csv --columns app_id,account_id"))
}

fn print_list(context: &Context, list: &ReportList) -> CliResult<()> {
    let format = context.global.output.unwrap_or(Format::Table);
    let columns = columns(list, format);
    let mut printer = context.printer(columns.clone())?;
    for row in &list.rows {
        printer.row(cells(list, row, &columns, format))?;
    }
    match list.unknown() {
        // Without it, no rows would look like an answer.
        Some(unknown) => {
            printer.finish()?;
            context.ui.warning(unknown);
            Ok(())
        }
        None => context.printed(printer, list.things),
    }
}
