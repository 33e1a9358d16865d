//! The charts of a page: inline SVG, colored by the style sheet, readable without it.

use std::fmt::Write as _;

use super::escape::html;
use super::fraction::share;
use super::page_frame::{caption, section};
use super::rows_section::RowGroup;
use super::run_model::{Coverage, CoverageRow};
use crate::number::{capital, grouped};

/// More policies than this are summed up in one line.
const SHOWN: usize = 12;

/// A bar of all rows by group.
pub(super) fn bar(groups: &[RowGroup<'_>]) -> String {
    let total: usize = groups.iter().map(|group| group.count).sum();
    if total == 0 {
        return String::new();
    }
    let some = || groups.iter().filter(|group| group.count > 0);
    let reported: Vec<String> = some()
        .map(|group| format!("{} {}", grouped(group.count as u64), html(group.word)))
        .collect();
    let mut svg = format!(
        "<svg class=\"bar\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">",
        reported.join(", ")
    );
    let mut x = 0.0;
    for group in some() {
        // The smallest share stays visible: one failure in ten thousand must be seen.
        let wide = (share(group.count as u64, total as u64) * 1000.0).max(4.0);
        let _ = write!(
            svg,
            "<rect class=\"o-{}\" x=\"{x:.2}\" y=\"0\" width=\"{wide:.2}\" height=\"20\"/>",
            group.class
        );
        x += wide;
    }
    svg.push_str("</svg>");
    // What the minimum widths added is taken off by drawing on a wider canvas.
    svg.replacen("0 0 1000 20", &format!("0 0 {x:.2} 20"), 1)
}

/// A section for each kind of change: how many targets have each value before and after.
pub(super) fn coverage_sections(all: &[Coverage]) -> String {
    let mut sections = String::new();
    for part in all.iter().filter(|part| !part.rows.is_empty()) {
        let mut text = coverage(part);
        text.push_str(&format!("<p class=\"note\">{}</p>", html(&part.source)));
        if part.unknown > 0 {
            text.push_str(&format!(
                "<p class=\"note\">The {} of {} managed accounts is unknown; they are not counted here.</p>",
                html(&part.one),
                grouped(part.unknown)
            ));
        }
        sections.push_str(&section(&html(&part.title), &text));
    }
    sections
}

/// A line for each value, such as a policy: members before and after, as numbers and as bars.
fn coverage(coverage: &Coverage) -> String {
    let mut policies: Vec<&CoverageRow> = coverage.rows.iter().collect();
    policies.sort_by_key(|policy| {
        let (before, after) = (policy.before.unwrap_or(0), policy.after.unwrap_or(0));
        let most = policy.after_at_most.unwrap_or(after);
        (
            std::cmp::Reverse(before.abs_diff(after).max(before.abs_diff(most))),
            std::cmp::Reverse(after.max(before)),
        )
    });
    let largest = policies
        .iter()
        .flat_map(|policy| [policy.before, at_most(policy)])
        .flatten()
        .max()
        .unwrap_or(0);
    let mut text = format!(
        "<table class=\"coverage\">{}<thead><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\" class=\"picture\"><span class=\"key before\"></span> before \
         <span class=\"key after\"></span> after</th><th scope=\"col\" class=\"number\">Before</th>\
         <th scope=\"col\" class=\"number\">After</th><th scope=\"col\" class=\"number\">Change</th>\
         </tr></thead><tbody>",
        caption(&coverage.title),
        html(&capital(&coverage.one))
    );
    for policy in policies.iter().take(SHOWN) {
        let name = policy.name.as_deref().filter(|name| !name.is_empty());
        let label = match name {
            Some(name) => format!(
                "<bdi>{}</bdi><small><bdi>{}</bdi></small>",
                html(name),
                html(&policy.id)
            ),
            None => format!("<bdi>{}</bdi><small>name unknown</small>", html(&policy.id)),
        };
        let _ = write!(
            text,
            "<tr><th scope=\"row\">{label}</th><td class=\"picture\">{}</td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            bars(policy, largest),
            number(policy.before),
            range(number, policy.after, policy.after_at_most),
            change(policy)
        );
    }
    if let Some(rest) = policies.get(SHOWN..).filter(|rest| !rest.is_empty()) {
        let sum = |count: fn(&CoverageRow) -> Option<u64>| {
            rest.iter().map(|policy| count(policy)).sum::<Option<u64>>()
        };
        let _ = write!(
            text,
            "<tr><th scope=\"row\">{} other {}</th><td class=\"picture\"></td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td><td></td></tr>",
            grouped(rest.len() as u64),
            html(&coverage.many),
            number(sum(|policy| policy.before)),
            range(
                number,
                sum(|policy| policy.after),
                sum(at_most).filter(|most| Some(*most) != sum(|policy| policy.after))
            )
        );
    }
    text.push_str("</tbody></table>");
    text
}

fn bars(policy: &CoverageRow, largest: u64) -> String {
    let wide = |count: Option<u64>| share(count.unwrap_or(0), largest) * 1000.0;
    format!(
        "<svg class=\"pair\" viewBox=\"0 0 1000 22\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"before\" x=\"0\" y=\"1\" width=\"{:.2}\" height=\"8\"/>\
         <rect class=\"after\" x=\"0\" y=\"12\" width=\"{:.2}\" height=\"8\"/></svg>",
        wide(policy.before),
        wide(at_most(policy))
    )
}

/// The most there may be after.
fn at_most(policy: &CoverageRow) -> Option<u64> {
    policy.after_at_most.or(policy.after)
}

/// What changes: `+3`, `−4 to −2`.
fn change(policy: &CoverageRow) -> String {
    let Some(before) = policy.before else {
        return "?".to_owned();
    };
    let change = |after: Option<u64>| match after {
        Some(after) if after > before => {
            format!("<span class=\"up\">+{}</span>", grouped(after - before))
        }
        Some(after) if after < before => {
            format!(
                "<span class=\"down\">\u{2212}{}</span>",
                grouped(before - after)
            )
        }
        Some(_) => "0".to_owned(),
        None => "?".to_owned(),
    };
    range(change, policy.after, policy.after_at_most)
}

/// What is sure, or from the least to the most.
fn range(said: impl Fn(Option<u64>) -> String, least: Option<u64>, most: Option<u64>) -> String {
    match most {
        None => said(least),
        most => format!("{} to {}", said(least), said(most)),
    }
}

fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "?".to_owned(), grouped)
}
