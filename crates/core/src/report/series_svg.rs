//! Numbers over time against a limit: a line for each row, which keeps its height until the next moment.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::chart::{Moment, Series};
use super::escape::{cut, html};
use super::fraction::share;
use super::page_frame::caption;
use crate::number::grouped;

const WIDE: f64 = 1000.0;
const TALL: f64 = 64.0;

/// The rows, from the first moment of any to the last.
pub(super) fn series(title: &str, (value, limit): (&str, &str), rows: &[Series]) -> String {
    let all = || {
        rows.iter()
            .flat_map(|row| &row.moments)
            .map(|moment| moment.at)
    };
    let (Some(from), Some(to)) = (all().min(), all().max()) else {
        return String::new();
    };
    let mut text = format!("<table class=\"chart\">{}<tbody>", caption(title));
    for row in rows {
        let last = row.moments.last();
        let of = last.and_then(|moment| moment.limit);
        let _ = write!(
            text,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td class=\"picture\">\
             <svg class=\"series\" viewBox=\"0 -3 1000 70\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}</svg></td>\
             <td class=\"number\">{}{}</td></tr>",
            cut(&row.label),
            said(row),
            lines(row, (from, to)),
            number(last.and_then(|moment| moment.value)),
            of.map(|of| format!(" of {}", grouped(of)))
                .unwrap_or_default()
        );
    }
    let _ = write!(
        text,
        "</tbody></table><ul class=\"legend\"><li><span class=\"key value\"></span>{}</li>\
         <li><span class=\"key limit\"></span>{}</li><li>{} to {}</li></ul>",
        html(value),
        html(limit),
        day(from),
        day(to)
    );
    text
}

fn lines(row: &Series, range: (Timestamp, Timestamp)) -> String {
    let numbers = |moment: &Moment| [moment.value, moment.limit];
    let most = row.moments.iter().flat_map(numbers).flatten().max();
    let most = most.unwrap_or(0).max(1);
    let value = steps(row, range, most, |moment| moment.value);
    let limit = steps(row, range, most, |moment| moment.limit);
    format!("<path class=\"limit\" d=\"{limit}\"/><path class=\"value\" d=\"{value}\"/>")
}

/// A path of steps. Where the number is unknown, it has a gap.
fn steps(
    row: &Series,
    range: (Timestamp, Timestamp),
    most: u64,
    of: fn(&Moment) -> Option<u64>,
) -> String {
    let mut path = String::new();
    let mut drawn = false;
    for moment in &row.moments {
        let x = place(moment.at, range);
        // What was known holds until here.
        if drawn {
            let _ = write!(path, "H{x:.1}");
        }
        let Some(number) = of(moment) else {
            drawn = false;
            continue;
        };
        let y = TALL - share(number, most) * TALL;
        let _ = write!(
            path,
            "{}{y:.1}",
            if drawn {
                "V".to_owned()
            } else {
                format!("M{x:.1} ")
            }
        );
        drawn = true;
    }
    if drawn {
        // A single moment stays visible.
        path.push_str("h2");
    }
    path
}

fn place(at: Timestamp, (from, to): (Timestamp, Timestamp)) -> f64 {
    let passed = |at: Timestamp| {
        at.as_second()
            .saturating_sub(from.as_second())
            .unsigned_abs()
    };
    share(passed(at), passed(to)) * (WIDE - 2.0)
}

/// The numbers where they change, to be read out.
fn said(row: &Series) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut before = None;
    for moment in &row.moments {
        let now = (moment.value, moment.limit);
        if before != Some(now) {
            let of = moment.limit.map(|of| format!(" of {}", grouped(of)));
            said.push(format!(
                "{} {}{}",
                moment.at.strftime("%Y-%m-%d %H:%M"),
                number(moment.value),
                of.unwrap_or_default()
            ));
        }
        before = Some(now);
    }
    said.join("; ")
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "?".to_owned(), grouped)
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_height_and_has_gaps_where_nothing_is_known() {
        let at = |second| Timestamp::from_second(second).unwrap_or_default();
        let moment = |second, value, limit| Moment {
            at: at(second),
            value,
            limit,
        };
        let row = Series {
            label: "<b>".to_owned(),
            moments: vec![
                moment(0, Some(50), Some(100)),
                moment(50, None, Some(100)),
                moment(100, Some(100), Some(100)),
            ],
        };
        let path = steps(&row, (at(0), at(100)), 100, |moment| moment.value);
        assert_eq!(path, "M0.0 32.0H499.0M998.0 0.0h2");
        let path = steps(&row, (at(0), at(100)), 100, |moment| moment.limit);
        assert_eq!(path, "M0.0 0.0H499.0V0.0H998.0V0.0h2");
        let text = series("Seats", ("in use", "capacity"), std::slice::from_ref(&row));
        assert!(
            text.contains("&lt;b&gt;") && !text.contains("<b>"),
            "{text}"
        );
        assert!(
            text.contains("1970-01-01 00:00 50 of 100; 1970-01-01 00:00 ? of 100;"),
            "{text}"
        );
    }
}
