//! A report as one JSON object.

use std::io::Write;

use atlctl_core::escape_characters::is_unseen;
use atlctl_core::query::Cell as Value;
use atlctl_core::report::{About, Report, ReportList};
use atlctl_core::store::PartAge;
use serde_json::{Map, json};

use super::rows::{cells, columns};
use crate::context::Context;
use crate::error::CliResult;
use crate::options::Format;
use crate::output::{Printer, Style};

/// Prints it: `report`, `org`, `figures`, and the rows of each list under `lists`.
///
/// # Errors
/// When nothing can be written.
pub fn print(context: &Context, report: &Report) -> CliResult<()> {
    let about = &report.about;
    let figures: Map<String, serde_json::Value> = report
        .figures
        .iter()
        .map(|figure| (figure.name.to_owned(), value(&figure.value)))
        .collect();
    let least = report.figures.iter().filter(|figure| figure.is_least);
    let least: Vec<&str> = least.map(|figure| figure.name).collect();
    let next: Map<String, serde_json::Value> = report
        .lists
        .iter()
        .filter(|list| !list.next.is_empty())
        .map(|list| {
            let commands: Vec<&str> = list
                .next
                .iter()
                .map(|next| next.command.as_str())
                .filter(|command| !command.is_empty())
                .collect();
            (list.name.to_owned(), json!(commands))
        })
        .collect();
    let names = |are: &dyn Fn(&ReportList) -> bool| {
        let some = report.lists.iter().filter(|list| are(list));
        some.map(|list| list.name).collect::<Vec<&str>>()
    };
    let head = json!({
        "report": report.name,
        "title": report.title,
        "summary": report.verdict.1,
        "org": {"id": about.org, "name": about.org_name},
        "synced": about.synced.map(|time| time.to_string()),
        "as_of": about.as_of.map(|time| time.to_string()),
        "made": about.made.to_string(),
        "made_by": about.made_by,
        "command": about.command,
        "filters": about.filters,
        "parts": parts(about),
        "unknown": report.unknown,
        "notes": report.notes,
        "figures": figures,
        "at_least": least,
        "lists_unknown": names(&ReportList::is_unknown),
        "lists_at_least": names(&|list| list.total > 0 && list.undecided > 0),
        "currency": report.currency,
        "next": next,
    });
    let mut out = context.ui.out();
    let head = safe(&head.to_string());
    write!(
        out,
        "{},\"lists\":{{",
        head.strip_suffix('}').unwrap_or(&head)
    )?;
    for (at, list) in report.lists.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}\n\"{}\":", list.name)?;
        let columns = columns(list, Format::Json);
        let mut style = Style::new(&context.global, &context.ui);
        if style.limit.is_none() {
            style.limit = Some(usize::MAX);
        }
        let mut printer = Printer::new(&mut out, style, columns.clone())?;
        for row in &list.rows {
            printer.row(cells(list, row, &columns, Format::Json))?;
        }
        printer.finish()?;
    }
    writeln!(out, "}}}}")?;
    Ok(())
}

/// The parts of the mirror that the report stands on, and how old each is.
fn parts(about: &About) -> Vec<serde_json::Value> {
    let one = |part: &PartAge| {
        json!({
            "part": part.part,
            "read_at": part.read_at.map(|time| time.to_string()),
            "older": part.behind.is_some(),
            "note": part.note,
        })
    };
    about.parts.iter().map(one).collect()
}

fn value(cell: &Value) -> serde_json::Value {
    match cell {
        Value::Number(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Text(text) => json!(text),
        _ => serde_json::Value::Null,
    }
}

/// The JSON with what cannot be seen written as `\u` escapes: it is within strings only.
fn safe(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(c);
        }
    }
    text
}
