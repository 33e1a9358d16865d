//! What every page shares: head, heading, sections, footer, and its own script and style by hash.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::escape::html;
use crate::shown_time::shown_time;

/// The style of pages with one list of rows.
pub(super) const STYLE: &str = include_str!("every_page.css");
/// Their script.
pub(super) const SCRIPT: &str = include_str!("plan_and_run_page.js");

/// A page. Texts are escaped here, sections and data are not.
pub(super) struct Shell<'a> {
    /// What names it among the pages of a browser, before the organization.
    pub title: &'a str,
    /// What kind of page it is.
    pub kind: &'a str,
    /// The organization, by name.
    pub org: &'a str,
    /// The heading.
    pub heading: &'a str,
    /// What the reader has to know first, as HTML.
    pub verdict: String,
    /// The sections, as HTML.
    pub sections: String,
    /// When the page was made.
    pub made: Timestamp,
    /// The rows, as JSON for a script element.
    pub data: String,
    /// The style sheet.
    pub style: &'static str,
    /// The only script.
    pub script: &'static str,
}

impl Shell<'_> {
    /// The whole page.
    pub fn page(&self) -> String {
        let (style, script) = (self.style, self.script);
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
            hash(script),
            hash(style)
        );
        let [title, kind, org] = [self.title, self.kind, self.org].map(html);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title} · {org}</title>\n<style>{style}</style>\n</head>\n<body>\n\
             <header><p class=\"kicker\">{kind} · <bdi>{org}</bdi></p><h1>{}</h1>{}</header>\n<main>\n{}\
             </main>\n<footer>Made by atlctl on {}. Contains personal data: protect it accordingly.</footer>\n\
             <script type=\"application/json\" id=\"data\">{}</script>\n<script>{script}</script>\n</body>\n</html>\n",
            html(self.heading),
            self.verdict,
            self.sections,
            time(self.made),
            self.data
        )
    }
}

/// The verdict in one line, and the notes. `class`: `good`, `bad`, `plain`.
pub(super) fn verdict(class: &str, text: &str, notes: &[String]) -> String {
    let notes: String = notes
        .iter()
        .map(|note| format!("<p class=\"note\">{}</p>", html(note)))
        .collect();
    format!("<p class=\"verdict {class}\">{}</p>{notes}", html(text))
}

/// Labels and values.
pub(super) fn facts(facts: &[(String, String)]) -> String {
    let mut text = String::from("<dl>");
    for (label, value) in facts {
        text.push_str(&format!(
            "<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>",
            html(label),
            html(value)
        ));
    }
    text.push_str("</dl>");
    text
}

/// What is unknown. `counted`: what would be unknown, such as `this report counts`.
pub(super) fn unknown(unknown: &[String], counted: &str) -> String {
    let text = match unknown {
        [] => format!("<p>Nothing that {counted} is unknown.</p>"),
        some => {
            let items: String = some
                .iter()
                .map(|text| format!("<li>{}</li>", html(text)))
                .collect();
            format!("<ul class=\"unknown\">{items}</ul>")
        }
    };
    section("What is unknown", &text)
}

/// An organization by name and ID.
pub(crate) fn organization(name: Option<&str>, id: &str) -> String {
    match name {
        Some(name) => format!("{name} ({id})"),
        None => id.to_owned(),
    }
}

/// A time for people.
pub(super) fn time(time: Timestamp) -> String {
    shown_time(time)
}

fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

/// What a table is, for readers who do not see its heading. The title is text.
pub(super) fn caption(title: &str) -> String {
    format!("<caption>{}</caption>", html(title))
}

/// A section. The title is HTML.
pub(super) fn section(title: &str, content: &str) -> String {
    format!("<section><h2>{title}</h2>{content}</section>\n")
}
