//! The self-contained page of a run: no network, no other file.

use super::coverage_charts::{bar, coverage_sections};
use super::page_frame::{self, SCRIPT, STYLE, Shell, section, time};
use super::rows_data;
use super::rows_section::{RowGroup, legend, rows_section};
use super::run_model::{RowOutcome, RunReport};
use crate::number::grouped;

/// The page of a run. Everything it needs is in it; it may be opened from a file and sent by mail.
#[must_use]
pub fn run_page(report: &RunReport) -> String {
    let groups: Vec<RowGroup<'_>> = RowOutcome::ALL
        .iter()
        .map(|outcome| RowGroup {
            word: outcome.as_str(),
            class: match outcome {
                RowOutcome::InPart => RowOutcome::Refused.as_str(),
                outcome => outcome.as_str(),
            },
            count: report.count(*outcome),
        })
        .collect();
    let rows = rows_data::of_run(report);
    let mut sections = section("Results", &format!("{}{}", bar(&groups), legend(&groups)));
    sections.push_str(&coverage_sections(&report.coverage));
    sections.push_str(&section("The run", &page_frame::facts(&facts(report))));
    sections.push_str(&rows_section(
        &groups,
        &rows,
        ("Result", "Reason"),
        &format!("atlctl run show {} -o csv", report.run),
    ));
    Shell {
        title: &report.kind,
        kind: &report.kind,
        org: report.org_name.as_deref().unwrap_or(&report.org),
        heading: &report.summary,
        verdict: verdict(report),
        sections,
        made: report.made,
        data: rows_data::json(&groups, &rows),
        style: STYLE,
        script: SCRIPT,
    }
    .page()
}

/// Whether the reader has to do something, in one line.
fn verdict(report: &RunReport) -> String {
    let open = report.count(RowOutcome::Open) + report.count(RowOutcome::Unknown);
    let wrong: usize = [RowOutcome::Failed, RowOutcome::Refused, RowOutcome::InPart]
        .iter()
        .map(|outcome| report.count(*outcome))
        .sum();
    let (class, text) = if open > 0 {
        (
            "bad",
            format!(
                "{} still unsettled. To settle: atlctl run resume {}",
                rows(open),
                report.run
            ),
        )
    } else if wrong > 0 {
        (
            "bad",
            format!(
                "{} did not change as planned; the reasons are below.",
                rows(wrong)
            ),
        )
    } else if report.verified.is_some() {
        (
            "good",
            "Every row is settled and was read back from Atlassian.".to_owned(),
        )
    } else {
        (
            "plain",
            "Every row is settled; the results were not read back.".to_owned(),
        )
    };
    page_frame::verdict(class, &text, &report.notes)
}

fn rows(count: usize) -> String {
    let number = grouped(count as u64);
    if count == 1 {
        format!("{number} row")
    } else {
        format!("{number} rows")
    }
}

fn facts(report: &RunReport) -> Vec<(String, String)> {
    let unknown = || "unknown".to_owned();
    let mut facts = vec![
        ("Run".to_owned(), report.run.clone()),
        (
            "Organization".to_owned(),
            match &report.org_name {
                Some(name) => format!("{name} ({})", report.org),
                None => report.org.clone(),
            },
        ),
        ("Started".to_owned(), time(report.started)),
        (
            "Finished".to_owned(),
            report.ended.map_or_else(|| "not yet".to_owned(), time),
        ),
        (
            "Mirror synced".to_owned(),
            report.base_sync.map_or_else(unknown, time),
        ),
        (
            "Read back".to_owned(),
            report.verified.map_or_else(|| "no".to_owned(), time),
        ),
    ];
    let why = [
        ("Reason", &report.reason),
        ("Ticket", &report.ticket),
        ("Approved by", &report.approved_by),
    ];
    facts.extend(
        why.into_iter()
            .filter_map(|(label, text)| Some((label.to_owned(), text.clone()?))),
    );
    facts.extend(report.facts.iter().cloned());
    facts
}
