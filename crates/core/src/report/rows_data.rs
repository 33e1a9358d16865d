//! The rows as the page's script reads them.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::escape::json_in_script;
use super::plan_model::PlanReport;
use super::rows_section::{PageRow, RowGroup};
use super::run_model::RunReport;
use crate::escape_characters::visible;

/// The rows of a run, the bad news first; within each outcome in the order of the list.
pub(super) fn of_run(report: &RunReport) -> Vec<PageRow<'_>> {
    let mut rows: Vec<PageRow<'_>> = report
        .rows
        .iter()
        .map(|row| PageRow {
            line: row.line,
            email: row.email.as_deref(),
            name: row.name.as_deref(),
            account: row.account.as_deref(),
            what: row.what.as_deref(),
            before: row.before.as_deref(),
            after: row.after.as_deref(),
            group: row.outcome.rank(),
            reason: &row.reason,
        })
        .collect();
    rows.sort_by_key(|row| row.group);
    rows
}

/// The rows of a plan.
pub(super) fn of_plan(report: &PlanReport) -> Vec<PageRow<'_>> {
    let rows = report.rows.iter().map(|row| PageRow {
        line: row.line,
        email: row.email.as_deref(),
        name: row.name.as_deref(),
        account: row.account.as_deref(),
        what: row.what.as_deref(),
        before: row.before.as_deref(),
        after: row.after.as_deref(),
        group: row.group,
        reason: &row.why,
    });
    rows.collect()
}

/// JSON for a script element. Repeated texts (policies, reasons) are stored once.
pub(super) fn json(groups: &[RowGroup<'_>], rows: &[PageRow<'_>]) -> String {
    let mut kept = Strings::default();
    let written: Vec<Value> = rows
        .iter()
        .map(|row| {
            let own = |text: Option<&str>| text.map(|text| visible(text).into_owned());
            json!([
                row.line,
                own(row.email),
                own(row.name),
                own(row.account),
                row.what.map(|text| kept.index(text)),
                row.before.map(|text| kept.index(text)),
                row.after.map(|text| kept.index(text)),
                row.group,
                kept.index(row.reason),
            ])
        })
        .collect();
    let words: Vec<&str> = groups.iter().map(|group| group.word).collect();
    let classes: Vec<&str> = groups.iter().map(|group| group.class).collect();
    json_in_script(
        &json!({
            "groups": words, "classes": classes, "what": rows.iter().any(|row| row.what.is_some()),
            "texts": kept.all, "rows": written,
        })
        .to_string(),
    )
}

#[derive(Default)]
struct Strings<'a> {
    all: Vec<String>,
    at: HashMap<&'a str, usize>,
}

impl<'a> Strings<'a> {
    fn index(&mut self, text: &'a str) -> usize {
        if let Some(at) = self.at.get(text) {
            return *at;
        }
        let at = self.all.len();
        self.all.push(visible(text).into_owned());
        self.at.insert(text, at);
        at
    }
}
