//! The charts of a report: inline SVG and tables, colored by the style sheet, readable without it.

use std::fmt::Write as _;

use super::chart::{Bar, Bucket, Chart, Color, Drawing};
use super::escape::{cut, html};
use super::fraction::share;
use super::page_frame::{caption, section};
use super::series_svg::series;
use super::timeline::times;
use crate::number::grouped;

/// The width of a mark on a bar, of 1,000.
const MARK: f64 = 8.0;

/// A section for each chart; nothing for those without a number.
pub(super) fn sections(charts: &[Chart]) -> String {
    let mut text = String::new();
    for chart in charts.iter().filter(|chart| !is_empty(&chart.drawing)) {
        let drawn = match &chart.drawing {
            Drawing::Columns(buckets) => columns(chart, buckets),
            Drawing::Bars { parts, rows } => bars(chart, parts, rows),
            Drawing::Heat { columns, rows } => heat(chart, columns, rows),
            Drawing::Times { from, to, marks } => times(&chart.title, *from, *to, marks),
            Drawing::Series { value, limit, rows } => series(&chart.title, (value, limit), rows),
            Drawing::Flow { from, to, flows } => flow(&chart.title, from, to, flows),
        };
        // Their labels are a part of the picture, which a narrow screen would shrink with it.
        let drawn = match &chart.drawing {
            Drawing::Columns(_) | Drawing::Times { .. } | Drawing::Flow { .. } => {
                format!("<div class=\"wide\">{drawn}</div>")
            }
            _ => drawn,
        };
        let about = match chart.about.as_str() {
            "" => String::new(),
            about => format!("<p class=\"note\">{}</p>", html(about)),
        };
        text.push_str(&section(&html(&chart.title), &format!("{drawn}{about}")));
    }
    text
}

fn is_empty(drawing: &Drawing) -> bool {
    match drawing {
        Drawing::Columns(buckets) => buckets.iter().all(|bucket| bucket.count == 0),
        Drawing::Bars { rows, .. } => rows.is_empty(),
        Drawing::Heat { rows, .. } => rows.is_empty(),
        Drawing::Times { marks, .. } => marks.is_empty(),
        Drawing::Series { rows, .. } => rows.is_empty(),
        Drawing::Flow { flows, .. } => flows.is_empty(),
    }
}

fn columns(chart: &Chart, buckets: &[Bucket]) -> String {
    const HEIGHT: f64 = 150.0;
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0);
    let reported: Vec<String> = buckets
        .iter()
        .map(|bucket| format!("{}: {}", html(&bucket.label), chart.number(bucket.count)))
        .collect();
    let wide = 100 * buckets.len();
    let mut svg = format!(
        "<svg class=\"columns\" viewBox=\"0 0 {wide} 205\" role=\"img\" aria-label=\"{}. {}\">",
        html(&chart.title),
        reported.join("; ")
    );
    for (at, bucket) in buckets.iter().enumerate() {
        // The smallest number stays visible.
        let tall = match bucket.count {
            0 => 0.0,
            count => (share(count, most) * HEIGHT).max(2.0),
        };
        let (left, middle, top) = (at * 100 + 14, at * 100 + 50, 20.0 + HEIGHT - tall);
        let _ = write!(
            svg,
            "<rect class=\"o-{}\" x=\"{left}\" y=\"{top:.1}\" width=\"72\" height=\"{tall:.1}\" rx=\"3\"/>\
             <text class=\"value\" x=\"{middle}\" y=\"{:.1}\">{}</text>\
             <text class=\"label\" x=\"{middle}\" y=\"190\">{}</text>",
            bucket.color.class(),
            top - 5.0,
            chart.number(bucket.count),
            cut(&bucket.label)
        );
    }
    svg.push_str("</svg>");
    svg
}

fn legend(parts: &[(String, Color)]) -> String {
    let mut text = String::from("<ul class=\"legend\">");
    for (label, color) in parts {
        let _ = write!(
            text,
            "<li><span class=\"dot o-{}\"></span>{}</li>",
            color.class(),
            html(label)
        );
    }
    text.push_str("</ul>");
    text
}

fn bars(chart: &Chart, parts: &[(String, Color)], rows: &[Bar]) -> String {
    let sum = |bar: &Bar| bar.parts.iter().sum::<u64>();
    let most = rows
        .iter()
        .map(|bar| sum(bar).max(bar.mark.unwrap_or(0)))
        .max()
        .unwrap_or(0);
    let mut text = format!("<table class=\"chart\">{}<tbody>", caption(&chart.title));
    for bar in rows {
        let said: Vec<String> = parts
            .iter()
            .zip(&bar.parts)
            .filter(|(_, count)| **count > 0)
            .map(|((label, _), count)| format!("{} {}", chart.number(*count), html(label)))
            .collect();
        let mark = bar.mark.map(|mark| format!("; capacity {}", grouped(mark)));
        let mut svg = format!(
            "<svg class=\"bar{}\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}{}\">",
            if mark.is_some() { " marked" } else { "" },
            said.join(", "),
            mark.as_deref().unwrap_or_default()
        );
        let mut x = 0.0;
        for ((_, color), count) in parts
            .iter()
            .zip(&bar.parts)
            .filter(|(_, count)| **count > 0)
        {
            let wide = share(*count, most) * 1000.0;
            let _ = write!(
                svg,
                "<rect class=\"o-{}\" x=\"{x:.2}\" y=\"0\" width=\"{:.2}\" height=\"20\"/>",
                color.class(),
                wide.max(2.0)
            );
            x += wide;
        }
        if let Some(mark) = bar.mark {
            // Wide enough for paper, and whole at the end of the bar, which has no round corners then.
            let at = (share(mark, most) * 1000.0).min(1000.0 - MARK);
            let _ = write!(
                svg,
                "<rect class=\"mark\" x=\"{at:.2}\" y=\"0\" width=\"{MARK}\" height=\"20\"/>"
            );
        }
        svg.push_str("</svg>");
        let of = bar.mark.map(|mark| format!(" of {}", grouped(mark)));
        let _ = write!(
            text,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td class=\"picture\">{svg}</td><td class=\"number\">{}{}</td></tr>",
            cut(&bar.label),
            chart.number(sum(bar)),
            of.unwrap_or_default()
        );
    }
    text.push_str("</tbody></table>");
    // Those that are in a bar.
    let is_used = |at: usize| {
        rows.iter()
            .any(|bar| bar.parts.get(at).is_some_and(|of| *of > 0))
    };
    let used: Vec<_> = (parts.iter().enumerate())
        .filter(|(at, _)| is_used(*at))
        .map(|(_, part)| part.clone())
        .collect();
    if parts.len() > 1 {
        text.push_str(&legend(&used));
    }
    text
}

fn heat(chart: &Chart, columns: &[String], rows: &[(String, Vec<Option<u64>>)]) -> String {
    let mut text = format!(
        "<div class=\"wide\"><table class=\"heat\">{}<thead><tr><th scope=\"col\">App</th>",
        caption(&chart.title)
    );
    for column in columns {
        let _ = write!(text, "<th scope=\"col\">{}</th>", html(column));
    }
    text.push_str("</tr></thead><tbody>");
    // The darkest is the largest part of a row in the table: shades of the whole would hardly differ.
    let part = |cells: &[Option<u64>], count: u64| share(count, cells.iter().flatten().sum());
    let of_rows = rows.iter().flat_map(|(_, cells)| {
        let parts = cells.iter().flatten().map(|count| part(cells, *count));
        parts.collect::<Vec<f64>>()
    });
    let largest = of_rows.fold(0.0, f64::max);
    for (label, cells) in rows {
        let _ = write!(text, "<tr><th scope=\"row\"><bdi>{}</bdi></th>", cut(label));
        for cell in cells {
            let (step, said) = match cell {
                None => ("u".to_owned(), "?".to_owned()),
                Some(count) => {
                    let step = shade(part(cells, *count), largest);
                    (step.to_string(), chart.number(*count))
                }
            };
            let _ = write!(text, "<td class=\"h{step}\">{said}</td>");
        }
        text.push_str("</tr>");
    }
    text.push_str("</tbody></table></div>");
    text
}

/// The shade of a part of a row, of which the largest is another: 0 for none, then 1 to 6.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "one of seven shades"
)]
fn shade(part: f64, largest: f64) -> u8 {
    if part > 0.0 {
        1 + (part / largest * 5.99) as u8
    } else {
        0
    }
}

fn flow(title: &str, from: &[String], to: &[String], flows: &[(usize, usize, u64)]) -> String {
    const GAP: f64 = 8.0;
    let whole: u64 = flows.iter().map(|(.., count)| count).sum();
    let rows = from.len().max(to.len());
    #[expect(clippy::cast_precision_loss, reason = "the height of a picture")]
    let tall = (rows as f64 * 26.0).max(120.0);
    let scale = |side: &[String]| {
        #[expect(clippy::cast_precision_loss, reason = "the height of a picture")]
        let gaps = side.len().saturating_sub(1) as f64 * GAP;
        tall - gaps
    };
    let scale = scale(from).min(scale(to));
    let height = |count: u64| (share(count, whole) * scale).max(1.0);
    let places =
        |labels: &[String], of: &dyn Fn(&(usize, usize, u64)) -> usize| -> Vec<(f64, f64)> {
            let mut y = 0.0;
            (0..labels.len())
                .map(|at| {
                    let count: u64 = flows
                        .iter()
                        .filter(|flow| of(flow) == at)
                        .map(|(.., count)| count)
                        .sum();
                    let place = (y, height(count));
                    y += place.1 + GAP;
                    place
                })
                .collect()
        };
    let (left, right) = (places(from, &|flow| flow.0), places(to, &|flow| flow.1));
    let mut said: Vec<String> = Vec::new();
    let mut svg = String::new();
    let (mut out, mut into) = (vec![0.0; from.len()], vec![0.0; to.len()]);
    for (a, b, count) in flows {
        let (Some(start), Some(end)) = (left.get(*a), right.get(*b)) else {
            continue;
        };
        let (Some(used), Some(filled)) = (out.get_mut(*a), into.get_mut(*b)) else {
            continue;
        };
        let thick = height(*count);
        let (y1, y2) = (start.0 + *used + thick / 2.0, end.0 + *filled + thick / 2.0);
        *used += thick;
        *filled += thick;
        let _ = write!(
            svg,
            "<path class=\"flow f{}\" d=\"M330 {y1:.1}C500 {y1:.1} 500 {y2:.1} 670 {y2:.1}\" stroke-width=\"{thick:.1}\"/>",
            b % 6
        );
        if let (Some(a), Some(b)) = (from.get(*a), to.get(*b)) {
            said.push(format!("{} to {}: {}", cut(a), cut(b), grouped(*count)));
        }
    }
    let mut side = |labels: &[String], places: &[(f64, f64)], x: u32, text: u32, class: &str| {
        for (label, (y, tall)) in labels.iter().zip(places) {
            let _ = write!(
                svg,
                "<rect class=\"o-skipped\" x=\"{x}\" y=\"{y:.1}\" width=\"8\" height=\"{tall:.1}\"/>\
                 <text class=\"{class}\" x=\"{text}\" y=\"{:.1}\">{}</text>",
                y + tall / 2.0 + 4.0,
                cut(label)
            );
        }
    };
    side(from, &left, 322, 314, "end");
    side(to, &right, 670, 686, "start");
    let bottom = |places: &[(f64, f64)]| places.last().map_or(0.0, |(y, tall)| y + tall);
    let tall = bottom(&left).max(bottom(&right));
    format!(
        "<svg class=\"flows\" viewBox=\"0 -8 1000 {:.0}\" role=\"img\" aria-label=\"{}. {}\">{svg}</svg>",
        tall + 20.0,
        html(title),
        said.join("; ")
    )
}
