//! The self-contained page of a report: no network, no other file.

use super::escape::html;
use super::page_frame::{self, Shell, caption, section, time};
use super::report_model::{Figure, Report, ReportList, Tone};
use super::{chart_svg, list_data};
use crate::number::grouped;
use crate::query::Cell;

const SCRIPT: &str = include_str!("report_page.js");
const STYLE: &str = concat!(
    include_str!("every_page.css"),
    include_str!("report_page.css")
);

/// The page of a report. Everything it needs is in it; it may be opened from a file and sent by mail.
#[must_use]
pub fn report_page(report: &Report) -> String {
    let mut sections = figures(&report.figures);
    sections.push_str(&chart_svg::sections(&report.charts));
    for list in &report.lists {
        sections.push_str(&list_section(list));
    }
    sections.push_str(&page_frame::unknown(&report.unknown, "this report counts"));
    sections.push_str(&section(
        "About this report",
        &page_frame::facts(&facts(report)),
    ));
    let (tone, verdict) = &report.verdict;
    Shell {
        title: &report.title,
        kind: "Report",
        org: report
            .about
            .org_name
            .as_deref()
            .unwrap_or(&report.about.org),
        heading: &report.title,
        verdict: page_frame::verdict(tone.class(), verdict, &leading(report)),
        sections,
        made: report.about.made,
        data: list_data::json(&report.lists),
        style: STYLE,
        script: SCRIPT,
    }
    .page()
}

/// What the reader has to know before the figures: the notes, and that parts of it are old.
fn leading(report: &Report) -> Vec<String> {
    let older = report.about.older_parts();
    older.chain(report.notes.iter().cloned()).collect()
}

/// More figures than this are not all shown large.
const FEW_FIGURES: usize = 8;

fn figures(figures: &[Figure]) -> String {
    // What there is none of, of many figures, is one sentence.
    let is_none = |figure: &&Figure| {
        figures.len() > FEW_FIGURES && figure.value == Cell::Number(0) && !figure.is_least
    };
    let (none, some): (Vec<&Figure>, Vec<&Figure>) = figures.iter().partition(is_none);
    let mut text = String::from("<ul class=\"figures\">");
    for figure in some {
        let class = match figure.tone {
            Tone::Bad => "bad",
            Tone::Good => "good",
            Tone::Plain => "plain",
        };
        text.push_str(&format!(
            "<li class=\"{class}\"><b>{}{}</b> <span>{}</span></li>",
            if figure.is_least {
                "<small>at least</small> "
            } else {
                ""
            },
            value(&figure.value),
            html(&figure.label)
        ));
    }
    text.push_str("</ul>");
    if !none.is_empty() {
        let labels: Vec<String> = none.iter().map(|figure| html(&figure.label)).collect();
        text.push_str(&format!(
            "<p class=\"note\">None: {}.</p>",
            labels.join("; ")
        ));
    }
    section("Key figures", &text)
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) | Cell::AtLeast(number) => grouped(number.unsigned_abs()),
        Cell::Real(number) | Cell::AtLeastReal(number) => super::money::rounded(*number),
        Cell::Text(text) => html(text),
        _ => "unknown".to_owned(),
    }
}

fn list_section(list: &ReportList) -> String {
    let name = list.name;
    let mut text = String::new();
    if !list.about.is_empty() {
        text.push_str(&format!(
            "<p class=\"note first\">{}</p>",
            html(&list.about)
        ));
    }
    for next in &list.next {
        if next.command.is_empty() {
            text.push_str(&format!("<p class=\"note\">To {}.</p>", html(&next.what)));
            continue;
        }
        text.push_str(&format!(
            "<div class=\"next\"><p>To {}:</p><code>{}</code>\
             <button type=\"button\" class=\"copy\">Copy</button></div>",
            html(&next.what),
            html(&next.command)
        ));
    }
    text.push_str(&format!(
        "<noscript><p class=\"note\">The list needs this page's own script. The same rows as CSV: add --list {name} -o csv \
         to the command below.</p></noscript>\
         <div class=\"list\" data-list=\"{name}\"><div class=\"tools\">\
         <input type=\"search\" placeholder=\"Search\" aria-label=\"Search {}\" autocomplete=\"off\" spellcheck=\"false\"></div>\
         <p class=\"found\" role=\"status\"></p>\
         <div class=\"window\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><div class=\"sizer\">\
         <table class=\"drawn\">{}<thead></thead><tbody></tbody></table></div></div></div>",
        html(&list.title),
        html(&list.title),
        caption(&list.title)
    ));
    section(&html(&list.title), &text)
}

fn facts(report: &Report) -> Vec<(String, String)> {
    let about = &report.about;
    let org = page_frame::organization(about.org_name.as_deref(), &about.org);
    let filters = match about.filters.as_slice() {
        [] => "none".to_owned(),
        some => some.join(" "),
    };
    let facts = [
        ("Organization", org),
        (
            "Mirror synced",
            about.synced.map_or_else(|| "unknown".to_owned(), time),
        ),
        (
            "Shown as of",
            about.as_of.map_or_else(|| "the last sync".to_owned(), time),
        ),
        ("Filters", filters),
        ("Made", time(about.made)),
        ("Made by", about.made_by.clone()),
        ("Command", about.command.clone()),
    ];
    facts
        .map(|(label, value)| (label.to_owned(), value))
        .to_vec()
}
