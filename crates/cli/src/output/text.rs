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

/// How wide the columns of a table are. Rows come in parts, so that a table of any length needs little memory:
/// the first part decides which columns there is room for, later ones may widen what is there.
#[derive(Debug)]
pub(super) struct Layout {
    widths: Vec<usize>,
    /// Of the screen, if lines must fit one.
    width: Option<usize>,
    /// Whether a cell was cut.
    pub(super) cut: bool,
    /// Names of the columns there was no room for.
    pub(super) hidden: Vec<String>,
}

/// The texts of a part of the rows.
pub(super) fn texts<'a>(
    columns: &[&Column],
    rows: impl Iterator<Item = Vec<&'a Cell>>,
) -> Vec<Vec<String>> {
    rows.map(|row| {
        let cells = row.iter().zip(columns);
        cells
            .map(|(cell, column)| shown(cell, column.kind))
            .collect()
    })
    .collect()
}

impl Layout {
    /// For these first rows. `width` limits the lines; `may_hide` lets columns at the right go.
    pub(super) fn new(
        columns: &[&Column],
        texts: &[Vec<String>],
        width: Option<usize>,
        may_hide: bool,
    ) -> Self {
        let mut layout = Self {
            widths: columns.iter().map(|column| column.header.width()).collect(),
            width,
            cut: false,
            hidden: Vec::new(),
        };
        layout.widen_to(columns, texts);
        let Some(width) = width else { return layout };
        let widths = &mut layout.widths;
        shrink(widths, columns, width, NARROW);
        while may_hide && widths.len() > 1 && total(widths) > width {
            widths.pop();
            if let Some(column) = columns.get(widths.len()) {
                layout.hidden.insert(0, column.name.clone().into_owned());
            }
        }
        shrink(widths, columns, width, 4);
        // With columns gone there may be room again for those that gave way.
        if !layout.hidden.is_empty() {
            widen(widths, texts, width);
        }
        layout
    }

    /// The line of headers.
    pub(super) fn head(&mut self, columns: &[&Column], bold: bool) -> String {
        let headers: Vec<String> = columns
            .iter()
            .map(|column| display(&column.header))
            .collect();
        let mut head = String::new();
        self.cut |= line(&mut head, &headers, &self.widths, columns);
        if bold {
            head = format!("\u{1b}[1m{}\u{1b}[0m\n", head.trim_end());
        }
        head
    }

    /// Makes room for further rows, as far as there is any.
    pub(super) fn more(&mut self, columns: &[&Column], texts: &[Vec<String>]) {
        self.widen_to(columns, texts);
        if let Some(width) = self.width {
            shrink(&mut self.widths, columns, width, NARROW);
            shrink(&mut self.widths, columns, width, 4);
        }
    }

    /// The line of a row.
    pub(super) fn line(&mut self, into: &mut String, columns: &[&Column], texts: &[String]) {
        self.cut |= line(into, texts, &self.widths, columns);
    }

    fn widen_to(&mut self, columns: &[&Column], texts: &[Vec<String>]) {
        for row in texts {
            for ((wide, text), column) in self.widths.iter_mut().zip(row).zip(columns) {
                let needed = match column.kind {
                    ColumnKind::Key => text.width().min(LONGEST_KEY),
                    _ => text.width(),
                };
                *wide = (*wide).max(needed);
            }
        }
    }
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
