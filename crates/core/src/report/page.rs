//! The self-contained page of a run: no network, no other file, its own script and style by hash.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::charts::{coverage, results};
use super::data;
use super::escape::html;
use super::model::{RowOutcome, RunReport};
use crate::number::grouped;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page of a run. Everything it needs is in it; it may be opened from a file and sent by mail.
#[must_use]
pub fn run_page(report: &RunReport) -> String {
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    );
    let org = report.org_name.as_deref().unwrap_or(&report.org);
    let title = format!("{} · {}", html(&report.kind), html(org));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    );
    page.push_str(&format!(
        "<header><p class=\"kicker\">{} · <bdi>{}</bdi></p><h1>{}</h1>{}</header>\n<main>\n",
        html(&report.kind),
        html(org),
        html(&report.summary),
        verdict(report)
    ));
    page.push_str(&section(
        "Results",
        &format!("{}{}", results(report), legend(report)),
    ));
    for part in report.coverage.iter().filter(|part| !part.rows.is_empty()) {
        let mut text = coverage(part);
        if part.unknown > 0 {
            text.push_str(&format!(
                "<p class=\"note\">The {} of {} managed accounts is unknown; they are not counted here.</p>",
                html(&part.one),
                grouped(part.unknown)
            ));
        }
        page.push_str(&section(&html(&part.title), &text));
    }
    page.push_str(&section("The run", &facts(report)));
    page.push_str(&rows_section(report));
    page.push_str(&format!(
        "</main>\n<footer>Made by atlctl on {}. Contains personal data: protect it accordingly.</footer>\n\
         <script type=\"application/json\" id=\"data\">{}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        time(report.made),
        data::rows(report)
    ));
    page
}

fn section(title: &str, content: &str) -> String {
    format!("<section><h2>{title}</h2>{content}</section>\n")
}

/// Whether the reader has to do something, in one line.
fn verdict(report: &RunReport) -> String {
    let open = report.count(RowOutcome::Open) + report.count(RowOutcome::Unknown);
    let wrong = report.count(RowOutcome::Failed) + report.count(RowOutcome::Refused);
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
    let notes: String = report
        .notes
        .iter()
        .map(|note| format!("<p class=\"note\">{}</p>", html(note)))
        .collect();
    format!("<p class=\"verdict {class}\">{}</p>{notes}", html(&text))
}

fn rows(count: usize) -> String {
    let number = grouped(count as u64);
    if count == 1 {
        format!("{number} row")
    } else {
        format!("{number} rows")
    }
}

fn legend(report: &RunReport) -> String {
    let mut text = String::from("<ul class=\"legend\">");
    for outcome in RowOutcome::ALL {
        let count = report.count(outcome);
        if count > 0 {
            let word = outcome.as_str();
            text.push_str(&format!(
                "<li><span class=\"dot o-{word}\"></span><b>{}</b> {word}</li>",
                grouped(count as u64)
            ));
        }
    }
    text.push_str("</ul>");
    text
}

fn facts(report: &RunReport) -> String {
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
    let why = [("Reason", &report.reason), ("Ticket", &report.ticket)];
    facts.extend(
        why.into_iter()
            .filter_map(|(label, text)| Some((label.to_owned(), text.clone()?))),
    );
    facts.extend(report.facts.iter().cloned());
    let mut text = String::from("<dl>");
    for (label, value) in facts {
        text.push_str(&format!(
            "<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>",
            html(&label),
            html(&value)
        ));
    }
    text.push_str("</dl>");
    text
}

/// The search and the empty table: the script fills it, a hundred rows at a time.
fn rows_section(report: &RunReport) -> String {
    let mut chips = String::new();
    for outcome in RowOutcome::ALL {
        let count = report.count(outcome);
        if count > 0 {
            let word = outcome.as_str();
            chips.push_str(&format!(
                "<button type=\"button\" class=\"chip\" data-outcome=\"{word}\" aria-pressed=\"false\">\
                 <span class=\"dot o-{word}\"></span>{word} {}</button>",
                grouped(count as u64)
            ));
        }
    }
    let heads: String = [
        ("line", "Line"),
        ("person", "Person"),
        ("before", "Before"),
        ("after", "After"),
        ("result", "Result"),
        ("reason", "Reason"),
    ]
    .iter()
    .map(|(key, label)| {
        format!(
            "<th scope=\"col\"><button type=\"button\" data-sort=\"{key}\">{label}</button></th>"
        )
    })
    .collect();
    section(
        "Every row",
        &format!(
            "<noscript><p class=\"note\">The list needs this page's own script. The same rows as CSV: \
             atlctl run show {} -o csv</p></noscript>\
             <div class=\"tools\"><input id=\"search\" type=\"search\" placeholder=\"Search address, name, account, policy, reason\" \
             aria-label=\"Search the rows\" autocomplete=\"off\" spellcheck=\"false\">{chips}</div>\
             <p id=\"found\" role=\"status\"></p>\
             <table class=\"rows\"><thead><tr>{heads}</tr></thead><tbody id=\"rows\"></tbody></table>\
             <nav class=\"pages\" aria-label=\"Pages\"><button type=\"button\" id=\"back\">Back</button>\
             <span id=\"page\"></span><button type=\"button\" id=\"next\">Next</button></nav>",
            html(&report.run)
        ),
    )
}

fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}
