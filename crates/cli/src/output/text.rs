//! Aligned columns for people.

use atlctl_core::number::grouped;
use atlctl_core::visible::is_unseen;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Cell, Column, ColumnKind};
use crate::ui::display;

const GAP: &str = "  ";
/// The longest name of a row that is printed whole: as long as an email address may be.
const LONGEST_KEY: usize = 254;
/// A text column is not cut below this while another can give way.
const NARROW: usize = 12;

/// A table laid out.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) text: String,
    /// Whether a cell was cut.
    pub(super) cut: bool,
    /// Names of the columns there was no room for.
    pub(super) hidden: Vec<String>,
}

/// Lays rows out. `width` limits the lines; `may_hide` lets columns at the right go.
pub(super) fn lay(
    columns: &[&Column],
    rows: &[Vec<&Cell>],
    width: Option<usize>,
    may_hide: bool,
    bold: bool,
) -> Laid {
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let cells = row.iter().zip(columns);
            cells
                .map(|(cell, column)| shown(cell, column.kind))
                .collect()
        })
        .collect();
    let mut widths: Vec<usize> = columns.iter().map(|column| column.header.width()).collect();
    for row in &texts {
        for (wide, text) in widths.iter_mut().zip(row) {
            *wide = (*wide).max(text.width());
        }
    }
    for (wide, column) in widths.iter_mut().zip(columns) {
        if column.kind == ColumnKind::Key {
            *wide = (*wide).min(LONGEST_KEY);
        }
    }
    let mut laid = Laid::default();
    if let Some(width) = width {
        shrink(&mut widths, columns, width, NARROW);
        while may_hide && widths.len() > 1 && total(&widths) > width {
            widths.pop();
            if let Some(column) = columns.get(widths.len()) {
                laid.hidden.insert(0, column.name.clone().into_owned());
            }
        }
        shrink(&mut widths, columns, width, 4);
        // With columns gone there may be room again for those that gave way.
        if !laid.hidden.is_empty() {
            widen(&mut widths, &texts, width);
        }
    }
    let headers: Vec<String> = columns
        .iter()
        .map(|column| display(&column.header))
        .collect();
    let mut head = String::new();
    laid.cut |= line(&mut head, &headers, &widths, columns);
    if bold {
        laid.text
            .push_str(&format!("\u{1b}[1m{}\u{1b}[0m\n", head.trim_end()));
    } else {
        laid.text.push_str(&head);
    }
    for row in &texts {
        laid.cut |= line(&mut laid.text, row, &widths, columns);
    }
    laid
}

/// The cell as a table shows it: escaped, on one line.
pub(super) fn shown(cell: &Cell, kind: ColumnKind) -> String {
    match cell {
        // Seconds say nothing in a table; the other forms have them.
        Cell::Time(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
        Cell::Text(text) if text.is_empty() && kind != ColumnKind::Id => "-".to_owned(),
        Cell::Int(number) if kind == ColumnKind::Number => match u64::try_from(*number) {
            Ok(number) => grouped(number),
            Err(_) => number.to_string(),
        },
        cell => display(&cell.plain("?", "-")),
    }
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}

/// Takes from the widest text column until the line fits or no column is wider than `least`.
fn shrink(widths: &mut [usize], columns: &[&Column], width: usize, least: usize) {
    let mut excess = total(widths).saturating_sub(width);
    while excess > 0 {
        let widest = widths
            .iter_mut()
            .zip(columns)
            .filter(|(wide, column)| column.kind == ColumnKind::Text && **wide > least)
            .max_by_key(|(wide, _)| **wide);
        let Some((wide, _)) = widest else { return };
        *wide -= 1;
        excess -= 1;
    }
}

fn widen(widths: &mut [usize], texts: &[Vec<String>], width: usize) {
    let mut room = width.saturating_sub(total(widths));
    for (at, wide) in widths.iter_mut().enumerate() {
        let cells = texts.iter().filter_map(|row| row.get(at));
        let needed = cells.map(|text| text.width()).max().unwrap_or(0);
        let more = needed.saturating_sub(*wide).min(room);
        *wide += more;
        room -= more;
    }
}

/// Appends a line; says whether something was cut.
fn line(into: &mut String, texts: &[String], widths: &[usize], columns: &[&Column]) -> bool {
    let start = into.len();
    let mut any_cut = false;
    for (at, (text, &wide)) in texts.iter().zip(widths).enumerate() {
        if at > 0 {
            into.push_str(GAP);
        }
        let (text, cut) = fit(text, wide);
        any_cut |= cut;
        let pad = " ".repeat(wide.saturating_sub(text.width()));
        let right = columns
            .get(at)
            .is_some_and(|column| column.kind == ColumnKind::Number);
        if right {
            into.push_str(&pad);
            into.push_str(&text);
        } else {
            into.push_str(&text);
            into.push_str(&pad);
        }
    }
    let end = into.trim_end_matches(' ').len().max(start);
    into.truncate(end);
    into.push('\n');
    any_cut
}

fn fit(text: &str, wide: usize) -> (String, bool) {
    if text.width() <= wide {
        return (text.to_owned(), false);
    }
    let mut kept: String = String::new();
    let mut used = 1; // the mark
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > wide {
            break;
        }
        kept.push(c);
    }
    // Together characters can be wider than one by one.
    while kept.width() + 1 > wide && kept.pop().is_some() {}
    // What shaped the character that follows shapes nothing now.
    while kept.ends_with(is_unseen) {
        kept.pop();
    }
    kept.push('…');
    (kept, true)
}
