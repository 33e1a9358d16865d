//! The rows as the page's script reads them.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::escape::json_in_script;
use super::model::{ReportRow, RowOutcome, RunReport};
use crate::visible::visible;

/// JSON for a script element. Repeated texts (policies, reasons) are stored once.
pub(super) fn rows(report: &RunReport) -> String {
    let mut kept = Strings::default();
    // The bad news first; within each outcome the order of the list.
    let mut ordered: Vec<&ReportRow> = report.rows.iter().collect();
    ordered.sort_by_key(|row| row.outcome.rank());
    let rows: Vec<Value> = ordered
        .into_iter()
        .map(|row| {
            let own =
                |text: &Option<String>| text.as_deref().map(|text| visible(text).into_owned());
            json!([
                row.line,
                own(&row.email),
                own(&row.name),
                own(&row.account),
                row.before.as_deref().map(|text| kept.index(text)),
                row.after.as_deref().map(|text| kept.index(text)),
                row.outcome.rank(),
                kept.index(&row.reason),
            ])
        })
        .collect();
    let outcomes = RowOutcome::ALL.map(RowOutcome::as_str);
    json_in_script(&json!({ "outcomes": outcomes, "texts": kept.all, "rows": rows }).to_string())
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
