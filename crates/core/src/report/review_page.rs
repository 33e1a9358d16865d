//! The self-contained page of a reviewer in an access review: decide row by row, then save the list of decisions. It
//! sends nothing anywhere.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::escape::json_in_script;
use super::page_frame::{STYLE, Shell, facts, section, unknown, verdict};
use crate::escape_characters::visible;
use crate::number::grouped;

const SCRIPT: &str = include_str!("review_page.js");

/// What a reviewer is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPage {
    /// The organization, by name.
    pub org: String,
    /// The heading.
    pub heading: String,
    /// What the reviewer has to know first.
    pub lead: String,
    /// Notes below it.
    pub notes: Vec<String>,
    /// Labels and values: the reviewer, the mirror, what is unknown.
    pub facts: Vec<(String, String)>,
    /// What is unknown of the rows. Sentences.
    pub unknown: Vec<String>,
    /// The rows.
    pub rows: Vec<ReviewPageRow>,
    /// The name of the file in which decisions are saved.
    pub file: String,
    /// The text before decisions kept in the browser, other than that of any other page.
    pub key: String,
    /// When the page was made.
    pub made: Timestamp,
}

/// A row of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPageRow {
    /// The row's ID.
    pub row: String,
    /// The address.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The account's ID.
    pub account: String,
    /// The access: `group:jira-admins`.
    pub access: String,
    /// How the person has it; `None` when unknown.
    pub how: Option<String>,
    /// The account's status; `None` when unknown.
    pub status: Option<String>,
    /// Last activity, in words: a day, `never`, `unknown`.
    pub last_active: String,
    /// Since when, in words.
    pub since: String,
    /// Whether it is the reviewer's own access.
    pub own: bool,
}

/// The page.
#[must_use]
pub fn review_page(page: &ReviewPage) -> String {
    let mut sections = section("The review", &facts(&page.facts));
    sections.push_str(&unknown(&page.unknown, "these rows say"));
    sections.push_str(&section(
        &format!("Your decisions ({} rows)", grouped(page.rows.len() as u64)),
        "<noscript><p class=\"note\">The buttons need this page's own script. Without it, write your decisions into \
         the CSV list that came with this page.</p></noscript>\
         <div class=\"tools\"><input id=\"search\" type=\"search\" placeholder=\"Search address, name, access, status\" \
         aria-label=\"Search the rows\" autocomplete=\"off\" spellcheck=\"false\">\
         <button type=\"button\" class=\"chip\" data-only=\"\" aria-pressed=\"false\">No answer</button>\
         <button type=\"button\" class=\"chip\" data-only=\"keep\" aria-pressed=\"false\">Keep</button>\
         <button type=\"button\" class=\"chip\" data-only=\"remove\" aria-pressed=\"false\">Remove</button>\
         <button type=\"button\" class=\"chip\" data-only=\"?\" aria-pressed=\"false\">Not sure</button></div>\
         <p id=\"found\" role=\"status\"></p>\
         <table class=\"rows\"><caption>Your decisions</caption><thead><tr>\
         <th scope=\"col\" class=\"c-result\">Decision</th><th scope=\"col\" class=\"c-person\">Person</th>\
         <th scope=\"col\">Access</th><th scope=\"col\">Last active</th><th scope=\"col\">Since</th>\
         <th scope=\"col\">Note</th></tr></thead><tbody id=\"rows\"></tbody></table>\
         <nav class=\"pages\" aria-label=\"Pages\"><button type=\"button\" id=\"back\">Back</button>\
         <span id=\"page\"></span><button type=\"button\" id=\"next\">Next</button></nav>",
    ));
    sections.push_str(&section(
        "When you are done",
        "<p>Save the list and send it back. Rows without a decision are not changed.</p>\
         <div class=\"tools\"><button type=\"button\" class=\"chip\" id=\"save\">Save the decisions</button></div>\
         <p class=\"note\" id=\"saved\" role=\"status\"></p>",
    ));
    Shell {
        title: "Access review",
        kind: "Access review",
        org: &page.org,
        heading: &page.heading,
        verdict: verdict("plain", &page.lead, &page.notes),
        sections,
        made: page.made,
        data: data(page),
        style: STYLE,
        script: SCRIPT,
    }
    .page()
}

/// What is shown, with everything invisible written out, and what is written into the list, as it is.
fn data(page: &ReviewPage) -> String {
    let both = |text: &str| -> Value {
        let shown = visible(text);
        if shown == text {
            json!(text)
        } else {
            json!([shown, text])
        }
    };
    let optional = |text: Option<&str>| text.map_or(Value::Null, both);
    let shown = |text: Option<&str>| text.map(|text| visible(text).into_owned());
    let rows: Vec<Value> = page
        .rows
        .iter()
        .map(|row| {
            json!([
                row.row,
                optional(row.email.as_deref()),
                optional(row.name.as_deref()),
                both(&row.account),
                both(&row.access),
                shown(row.how.as_deref()),
                shown(row.status.as_deref()),
                row.last_active,
                row.since,
                row.own,
            ])
        })
        .collect();
    let data = json!({ "file": page.file, "key": page.key, "rows": rows });
    json_in_script(&data.to_string())
}
