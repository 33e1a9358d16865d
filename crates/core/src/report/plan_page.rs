//! The self-contained page of a plan, for the person who reviews it.

use super::coverage_charts::{bar, coverage_sections};
use super::page_frame::{SCRIPT, STYLE, Shell, facts, section, unknown, verdict};
use super::plan_model::PlanReport;
use super::rows_data;
use super::rows_section::{RowGroup, legend, rows_section};

/// The page of a plan. Everything it needs is in it; it may be opened from a file and sent by mail.
#[must_use]
pub fn plan_page(report: &PlanReport) -> String {
    let groups: Vec<RowGroup<'_>> = report
        .groups
        .iter()
        .enumerate()
        .map(|(at, group)| RowGroup {
            word: &group.word,
            class: group.class,
            count: report.rows.iter().filter(|row| row.group == at).count(),
        })
        .collect();
    let rows = rows_data::of_plan(report);
    let state = match &report.applied {
        Some(applied) => format!("{applied}. This page shows the plan, not the result."),
        None => "A plan: nothing has changed yet.".to_owned(),
    };
    let (class, text) = match report.irreversible.as_slice() {
        [] => ("plain", format!("{state} Every change can be undone.")),
        some => {
            let acts = some
                .iter()
                .map(|(heading, acts)| format!(" {heading}: {}.", acts.join("; ")));
            let acts: String = acts.collect();
            ("bad", format!("{state}{acts}"))
        }
    };
    let mut sections = section(
        "The rows by risk",
        &format!("{}{}", bar(&groups), legend(&groups)),
    );
    sections.push_str(&coverage_sections(&report.coverage));
    sections.push_str(&unknown(&report.unknown, "this plan says"));
    sections.push_str(&section("The plan", &facts(&report.facts)));
    sections.push_str(&rows_section(
        &groups,
        &rows,
        ("Plan", "Why"),
        "atlctl plan show FILE -o csv",
    ));
    Shell {
        title: "Plan",
        kind: "Plan",
        org: report.org_name.as_deref().unwrap_or(&report.org),
        heading: &report.title,
        verdict: verdict(class, &text, &report.notes),
        sections,
        made: report.shown,
        data: rows_data::json(&groups, &rows),
        style: STYLE,
        script: SCRIPT,
    }
    .page()
}
