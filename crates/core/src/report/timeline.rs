//! A line of time with marks, and the same as a list to read.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::chart::Mark;
use super::escape::{cut, html};
use super::page_frame::time;

/// The distance of two marks at one time.
const STEP: usize = 16;
/// So many marks are stacked; the list has all of them.
const STACKED: usize = 12;

/// The line and the list.
pub(super) fn times(title: &str, from: Timestamp, to: Timestamp, marks: &[Mark]) -> String {
    let mut places: Vec<(u64, usize)> = Vec::with_capacity(marks.len());
    for mark in marks {
        let x = place(mark.at, from, to);
        // What would cover an earlier mark stands above it.
        let below = places.iter().filter(|(other, _)| other.abs_diff(x) < 14);
        let level = below.count().min(STACKED - 1);
        places.push((x, level));
    }
    let levels = places.iter().map(|(_, level)| level + 1).max().unwrap_or(1);
    let base = levels * STEP + 8;
    let mut svg = format!(
        "<svg class=\"times\" viewBox=\"0 0 1000 {}\" role=\"img\" aria-label=\"{}. {} marks from {} to {}; listed below.\">\
         <rect class=\"mark\" x=\"20\" y=\"{base}\" width=\"960\" height=\"2\"/>",
        base + 26,
        html(title),
        marks.len(),
        time(from),
        time(to)
    );
    for (mark, (x, level)) in marks.iter().zip(&places) {
        let _ = write!(
            svg,
            "<circle class=\"o-{}\" cx=\"{x}\" cy=\"{}\" r=\"6\"><title>{} {}</title></circle>",
            mark.color.class(),
            base.saturating_sub(7 + level * STEP),
            time(mark.at),
            cut(&mark.label)
        );
    }
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let _ = write!(
        svg,
        "<text x=\"20\" y=\"{0}\">{1}</text><text class=\"end\" x=\"980\" y=\"{0}\">{2}</text></svg><ol class=\"times\">",
        base + 20,
        day(from),
        day(to)
    );
    for mark in marks {
        let _ = write!(
            svg,
            "<li><span class=\"dot o-{}\"></span><time>{}</time> <bdi>{}</bdi></li>",
            mark.color.class(),
            time(mark.at),
            html(&mark.label)
        );
    }
    svg.push_str("</ol>");
    svg
}

/// Where a time stands on the line, from 20 to 980.
fn place(at: Timestamp, from: Timestamp, to: Timestamp) -> u64 {
    let length = to.as_second().saturating_sub(from.as_second()).max(1);
    let passed = at
        .as_second()
        .saturating_sub(from.as_second())
        .clamp(0, length);
    let shifted = i128::from(passed) * 960 / i128::from(length);
    20 + u64::try_from(shifted).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_on_the_line() {
        let at = |second| Timestamp::from_second(second).unwrap_or_default();
        let of = |second| place(at(second), at(100), at(200));
        assert_eq!([0, 100, 150, 200, 900].map(of), [20, 20, 500, 980, 980]);
        // A line without length.
        assert_eq!(place(at(7), at(7), at(7)), 20);
    }
}
