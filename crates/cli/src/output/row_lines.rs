//! A row of a table in lines of the screen.

use unicode_width::UnicodeWidthStr as _;

use super::wrap::{fit, longest_word, wrap};
use super::{Column, ColumnKind};
use crate::ui::display;

pub(super) const GAP: &str = "  ";
/// The indent of a sentence below its row.
pub(super) const BELOW: &str = "  ";
/// The longest key that is printed in full: the maximum length of an email address.
pub(super) const LONGEST_KEY: usize = 254;

/// Where a cell stands.
pub(super) enum Place<'a> {
    /// In a column of this width.
    Column(&'a Column, usize),
    /// Below the row, after the header of its column.
    Below(&'a Column),
    /// Not printed.
    Nowhere,
}

/// Appends a row, in as many lines as its wrapped cells need; says whether something was cut. A key with a word that is
/// too long for its column has lines of its own before the other cells, and such a sentence has them after these.
pub(super) fn row_lines(
    into: &mut String,
    texts: &[String],
    places: &[Place<'_>],
    screen: Option<usize>,
) -> bool {
    let mut any_cut = false;
    let mut cells: Vec<(usize, ColumnKind, Vec<String>)> = Vec::with_capacity(texts.len());
    let mut below: Vec<(&Column, &str)> = Vec::new();
    for (full, place) in texts.iter().zip(places) {
        let (column, wide) = match place {
            Place::Column(column, wide) => (column, *wide),
            Place::Below(column) => {
                below.push((column, full));
                continue;
            }
            Place::Nowhere => continue,
        };
        let (text, cut) = match column.kind {
            ColumnKind::Sentence => (full.clone(), false),
            ColumnKind::Key => fit(full, LONGEST_KEY.max(wide)),
            _ => fit(full, wide),
        };
        any_cut |= cut;
        let wraps = matches!(column.kind, ColumnKind::Sentence | ColumnKind::Key);
        let mut lines = vec![text];
        if let [text] = lines.as_slice()
            && wraps
            && text.width() > wide
        {
            lines = match screen.filter(|_| longest_word(text) > wide) {
                Some(screen) if cells.is_empty() && column.kind == ColumnKind::Key => {
                    for line in wrap(text, screen) {
                        into.push_str(&line);
                        into.push('\n');
                    }
                    Vec::new()
                }
                Some(_) if !cells.is_empty() && column.kind == ColumnKind::Sentence => {
                    below.push((column, full));
                    Vec::new()
                }
                _ => wrap(text, wide),
            };
        }
        cells.push((wide, column.kind, lines));
    }
    cell_lines(into, &cells);
    let screen = screen.unwrap_or(usize::MAX);
    for (column, text) in below.iter().filter(|(_, text)| *text != "-") {
        let text = format!("{}: {text}", display(&column.table_header()));
        for line in wrap(&text, screen.saturating_sub(BELOW.len())) {
            into.push_str(BELOW);
            into.push_str(&line);
            into.push('\n');
        }
    }
    any_cut
}

/// Appends the lines of cells that stand beside each other.
fn cell_lines(into: &mut String, cells: &[(usize, ColumnKind, Vec<String>)]) {
    let high = cells.iter().map(|(_, _, lines)| lines.len()).max();
    for at in 0..high.unwrap_or(1) {
        let start = into.len();
        for (number, (wide, kind, lines)) in cells.iter().enumerate() {
            if number > 0 {
                into.push_str(GAP);
            }
            let text = lines.get(at).map_or("", String::as_str);
            let pad = " ".repeat(wide.saturating_sub(text.width()));
            if matches!(kind, ColumnKind::Number | ColumnKind::Money) {
                into.push_str(&pad);
                into.push_str(text);
            } else {
                into.push_str(text);
                into.push_str(&pad);
            }
        }
        let end = into.trim_end_matches(' ').len().max(start);
        into.truncate(end);
        into.push('\n');
    }
}
