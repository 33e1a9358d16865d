//! The page that leads to the pages of a set of reports.

use super::escape::html;
use super::page_frame::{self, Shell, section, time};
use super::report_model::{OLDER_PART, Report};
use crate::number::capital;

const STYLE: &str = concat!(
    include_str!("every_page.css"),
    include_str!("report_page.css")
);
/// The page has nothing to do.
const SCRIPT: &str = "\"use strict\";\n";

/// The notes of the first report, and the parts that are old in any.
fn leading(first: &Report, reports: &[Report]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let older = reports.iter().flat_map(|report| report.about.older_parts());
    for note in older.chain(first.notes.iter().cloned()) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// What is unknown in each report. Sentences.
fn unknown(reports: &[Report]) -> Vec<String> {
    let said = reports.iter().filter_map(|report| {
        // How old the parts are stands above.
        let own = report.unknown.iter().map(String::as_str);
        let own: Vec<&str> = own.filter(|text| !text.starts_with(OLDER_PART)).collect();
        (!own.is_empty()).then(|| format!("{}: {}", report.title, own.join(" ")))
    });
    said.collect()
}

/// The index of reports that stand beside it, each under its name, and of those that could not be made, with the reason.
#[must_use]
pub fn index_page(reports: &[Report], not_made: &[(&str, String)]) -> String {
    let Some(first) = reports.first() else {
        return String::new();
    };
    let items: String = reports
        .iter()
        .map(|report| {
            let (tone, verdict) = &report.verdict;
            format!(
                "<li class=\"{}\"><a href=\"{}.html\">{}</a> <span>{}</span></li>",
                tone.class(),
                report.name,
                html(&report.title),
                html(verdict)
            )
        })
        .chain(not_made.iter().map(|(name, why)| {
            format!(
                "<li>{} <span>Not made: {}.</span></li>",
                html(&capital(name)),
                html(why)
            )
        }))
        .collect();
    let about = &first.about;
    let facts = [
        (
            "Organization",
            page_frame::organization(about.org_name.as_deref(), &about.org),
        ),
        (
            "Mirror synced",
            about.synced.map_or_else(|| "unknown".to_owned(), time),
        ),
        (
            "Shown as of",
            about.as_of.map_or_else(|| "the last sync".to_owned(), time),
        ),
        (
            "Filters",
            match about.filters.as_slice() {
                [] => "none".to_owned(),
                some => some.join(" "),
            },
        ),
        ("Made", time(about.made)),
        ("Made by", about.made_by.clone()),
    ];
    let facts = facts.map(|(label, value)| (label.to_owned(), value));
    let org = about.org_name.as_deref().unwrap_or(&about.org);
    Shell {
        title: "Reports",
        kind: "Reports",
        org,
        heading: &format!("Reports on {org}"),
        verdict: page_frame::verdict(
            "plain",
            "Each report says what it counts, what is unknown, and what to do next.",
            &leading(first, reports),
        ),
        sections: format!(
            "{}{}{}",
            section("Reports", &format!("<ul class=\"index\">{items}</ul>")),
            page_frame::unknown(&unknown(reports), "these reports count"),
            section("About these reports", &page_frame::facts(&facts))
        ),
        made: about.made,
        data: "{}".to_owned(),
        style: STYLE,
        script: SCRIPT,
    }
    .page()
}
