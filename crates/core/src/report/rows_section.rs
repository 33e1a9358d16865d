//! The rows of a page: search, filter, legend and the table that the page's script fills.

use super::escape::html;
use super::page_frame::{caption, section};
use crate::number::grouped;

/// A group of rows: an outcome, a risk, a verdict.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowGroup<'a> {
    /// The word for it.
    pub word: &'a str,
    /// The outcome whose color it has.
    pub class: &'a str,
    /// How many rows are in it.
    pub count: usize,
}

/// A row of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageRow<'a> {
    pub line: Option<u64>,
    pub email: Option<&'a str>,
    pub name: Option<&'a str>,
    pub account: Option<&'a str>,
    /// What is changed, where several things are.
    pub what: Option<&'a str>,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    /// The position of its group.
    pub group: usize,
    pub reason: &'a str,
}

/// How many rows each group has.
pub(super) fn legend(groups: &[RowGroup<'_>]) -> String {
    let mut text = String::from("<ul class=\"legend\">");
    for group in groups.iter().filter(|group| group.count > 0) {
        text.push_str(&format!(
            "<li><span class=\"dot o-{}\"></span><b>{}</b> {}</li>",
            group.class,
            grouped(group.count as u64),
            html(group.word)
        ));
    }
    text.push_str("</ul>");
    text
}

/// The search and the empty table: the script fills it, a hundred rows at a time. `group`: the heading of the groups;
/// `reason`: that of the reasons; `csv`: the command that prints the same rows.
pub(super) fn rows_section(
    groups: &[RowGroup<'_>],
    rows: &[PageRow<'_>],
    (group, reason): (&str, &str),
    csv: &str,
) -> String {
    let mut chips = String::new();
    for group in groups.iter().filter(|group| group.count > 0) {
        let (word, class) = (html(group.word), group.class);
        chips.push_str(&format!(
            "<button type=\"button\" class=\"chip\" data-outcome=\"{word}\" aria-pressed=\"false\">\
             <span class=\"dot o-{class}\"></span>{word} {}</button>",
            grouped(group.count as u64)
        ));
    }
    let what = rows.iter().any(|row| row.what.is_some());
    let heads: String = [
        ("line", "Line"),
        ("person", "Person"),
        ("what", "What"),
        ("before", "Before"),
        ("after", "After"),
        ("result", group),
        ("reason", reason),
    ]
    .iter()
    .filter(|(key, _)| *key != "what" || what)
    .map(|(key, label)| {
        format!(
            "<th scope=\"col\" class=\"c-{key}\"><button type=\"button\" data-sort=\"{key}\">{label}</button></th>"
        )
    })
    .collect();
    section(
        "Every row",
        &format!(
            "<noscript><p class=\"note\">The list needs this page's own script. The same rows as CSV: \
             {}</p></noscript>\
             <div class=\"tools\"><input id=\"search\" type=\"search\" placeholder=\"Search address, name, account, value, reason\" \
             aria-label=\"Search the rows\" autocomplete=\"off\" spellcheck=\"false\">{chips}</div>\
             <p id=\"found\" role=\"status\"></p>\
             <table class=\"rows\">{}<thead><tr>{heads}</tr></thead><tbody id=\"rows\"></tbody></table>\
             <nav class=\"pages\" aria-label=\"Pages\"><button type=\"button\" id=\"back\">Back</button>\
             <span id=\"page\"></span><button type=\"button\" id=\"next\">Next</button></nav>",
            html(csv),
            caption("Every row")
        ),
    )
}
