//! The layout of a table: aligned columns that fit the screen.

use std::borrow::Cow;

use atlctl_core::visible::is_unseen;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::column::STAYS;
use super::constant::LONGEST_SAID;
use super::shown::shown;
use super::{Cell, Column, ColumnKind};
use crate::ui::display;

const GAP: &str = "  ";
/// The longest key that is printed in full: the maximum length of an email address.
const LONGEST_KEY: usize = 254;
/// A text column is not cut below this while another can give way.
const NARROW: usize = 12;
/// A text that is cut below this says nothing.
const READABLE: usize = 8;
/// A column of sentences is wrapped at this width before a text column is cut.
const WRAPPED: usize = 30;
/// A column of sentences is wrapped at this width before a column goes that says much, unless that breaks a word.
const WRAPPED_CLOSELY: usize = 20;

/// How wide the columns of a table are. Rows come in parts, so that a table of any length needs little memory:
/// the first part decides which columns there is room for, later ones may widen what is there.
#[derive(Debug)]
pub(super) struct Layout {
    /// A hidden column has none.
    widths: Vec<Option<usize>>,
    /// The width of the screen, if lines must fit.
    width: Option<usize>,
    /// Whether a line of each row says something: no line is longer than the screen, and no text is cut to a few
    /// letters.
    pub(super) readable: bool,
    /// Whether a cell was cut.
    pub(super) cut: bool,
    /// Names of the columns there was no room for.
    pub(super) hidden: Vec<String>,
    /// Of the columns there was no room for, those with one value in each row so far: their positions and values.
    same: Vec<(usize, String)>,
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
    /// For these first rows. `width` limits the lines; `may_hide` lets columns at the right go, `constant_below` first
    /// those that say the same in each row.
    pub(super) fn new(
        columns: &[&Column],
        texts: &[Vec<String>],
        width: Option<usize>,
        may_hide: bool,
        constant_below: bool,
    ) -> Self {
        let mut layout = Self {
            widths: columns
                .iter()
                .map(|column| Some(column.table_header().width()))
                .collect(),
            width,
            readable: true,
            cut: false,
            hidden: Vec::new(),
            same: Vec::new(),
        };
        layout.widen_to(columns, texts);
        let Some(width) = width else { return layout };
        let wanted = layout.widths.clone();
        if may_hide && constant_below {
            layout.leave_out_constant(columns, texts, width);
        }
        let widths = &mut layout.widths;
        narrow(widths, columns, width);
        let longest = longest_words(columns, texts);
        while may_hide && total(widths) > width {
            // From the right, the least worth first.
            let may_go = |at: &usize| *at > 0 && widths.get(*at).is_some_and(Option::is_some);
            let worth = |at: &usize| columns.get(*at).map_or(0, |column| column.worth);
            let Some(at) = (0..widths.len()).rev().filter(may_go).min_by_key(worth) else {
                break;
            };
            if worth(&at) >= STAYS {
                narrower(widths, columns, width);
                if total(widths) <= width {
                    break;
                }
            } else if worth(&at) > 0 {
                let mut closer = widths.clone();
                let least = |at: usize| {
                    let longest = longest.get(at).copied().unwrap_or(0);
                    longest.clamp(WRAPPED_CLOSELY, WRAPPED)
                };
                shrink(&mut closer, columns, width, ColumnKind::Sentence, least);
                if total(&closer) <= width {
                    *widths = closer;
                    break;
                }
            }
            if let (Some(wide), Some(column)) = (widths.get_mut(at), columns.get(at)) {
                *wide = None;
                layout.hidden.insert(0, column.name.clone().into_owned());
            }
        }
        narrower(widths, columns, width);
        spare_words(widths, columns, &longest, width);
        // With columns gone there may be room again for those that gave way.
        if !layout.hidden.is_empty() {
            widen(widths, columns, texts, width);
        }
        let mut cells = widths.iter().zip(&wanted).zip(columns);
        layout.readable = total(widths) <= width
            && cells.all(|((wide, wanted), column)| {
                let least = wanted.unwrap_or(0).min(READABLE);
                column.kind != ColumnKind::Text || wide.is_none_or(|wide| wide >= least)
            });
        layout
    }

    /// Hides columns that say the same in each row, from the right, until the others fit.
    fn leave_out_constant(&mut self, columns: &[&Column], texts: &[Vec<String>], width: usize) {
        let Some((first, others)) = texts.split_first() else {
            return;
        };
        for at in (1..columns.len()).rev() {
            if others.is_empty() || total(&self.widths) <= width {
                return;
            }
            let kind = columns.get(at).map(|column| column.kind);
            let may_go = !matches!(kind, Some(ColumnKind::Key | ColumnKind::Id) | None);
            let value = first
                .get(at)
                .filter(|value| may_go && value.len() <= LONGEST_SAID);
            if let (Some(value), Some(wide)) = (value, self.widths.get_mut(at))
                && others.iter().all(|row| row.get(at) == Some(value))
            {
                *wide = None;
                self.same.insert(0, (at, value.clone()));
            }
        }
    }

    /// What the hidden columns say that have one value in each row.
    pub(super) fn same(&self, columns: &[&Column]) -> Vec<String> {
        let named = self.same.iter().filter_map(|(at, value)| {
            let header = columns.get(*at)?.table_header();
            Some(format!("{}: {value}", display(&header)))
        });
        named.collect()
    }

    /// The line of headers.
    pub(super) fn head(&mut self, columns: &[&Column], bold: bool) -> String {
        let headers: Vec<String> = columns
            .iter()
            .map(|column| display(&column.table_header()))
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
        let differs =
            |(at, value): &(usize, String)| texts.iter().any(|row| row.get(*at) != Some(value));
        for (at, _) in self.same.extract_if(.., |same| differs(same)) {
            let name = columns.get(at).map(|column| column.name.clone());
            self.hidden.extend(name.map(Cow::into_owned));
        }
        if let Some(width) = self.width {
            narrow(&mut self.widths, columns, width);
            narrower(&mut self.widths, columns, width);
        }
    }

    /// The line of a row.
    pub(super) fn line(&mut self, into: &mut String, columns: &[&Column], texts: &[String]) {
        self.cut |= line(into, texts, &self.widths, columns);
    }

    fn widen_to(&mut self, columns: &[&Column], texts: &[Vec<String>]) {
        for row in texts {
            for ((wide, text), column) in self.widths.iter_mut().zip(row).zip(columns) {
                let Some(wide) = wide else { continue };
                let needed = match column.kind {
                    ColumnKind::Key => text.width().min(LONGEST_KEY),
                    _ => text.width(),
                };
                *wide = (*wide).max(needed);
            }
        }
    }
}

fn total(widths: &[Option<usize>]) -> usize {
    let shown = widths.iter().flatten();
    shown.clone().sum::<usize>() + GAP.len() * shown.count().saturating_sub(1)
}

/// Wraps long keys and sentences, then cuts texts, as far as they stay easy to read.
fn narrow(widths: &mut [Option<usize>], columns: &[&Column], width: usize) {
    shrink(widths, columns, width, ColumnKind::Key, |_| {
        (width / 2).max(NARROW)
    });
    shrink(widths, columns, width, ColumnKind::Sentence, |_| WRAPPED);
    shrink(widths, columns, width, ColumnKind::Text, |_| NARROW);
}

/// The same, as far as it goes.
fn narrower(widths: &mut [Option<usize>], columns: &[&Column], width: usize) {
    shrink(widths, columns, width, ColumnKind::Sentence, |_| NARROW);
    shrink(widths, columns, width, ColumnKind::Text, |_| 4);
}

/// Takes from the widest column of a kind until the line fits or none of them is wider than its `least`.
fn shrink(
    widths: &mut [Option<usize>],
    columns: &[&Column],
    width: usize,
    kind: ColumnKind,
    least: impl Fn(usize) -> usize,
) {
    let mut excess = total(widths).saturating_sub(width);
    while excess > 0 {
        let widest = widths
            .iter_mut()
            .zip(columns)
            .enumerate()
            .filter_map(|(at, (wide, column))| Some((wide.as_mut()?, column, least(at))))
            .filter(|(wide, column, least)| column.kind == kind && **wide > *least)
            .max_by_key(|(wide, ..)| **wide);
        let Some((wide, ..)) = widest else { return };
        *wide -= 1;
        excess -= 1;
    }
}

/// The width of the longest word in each column; of a column with long texts, at least the width of easy reading.
fn longest_words(columns: &[&Column], texts: &[Vec<String>]) -> Vec<usize> {
    let of = |at: usize| {
        let cells = texts.iter().filter_map(|row| row.get(at));
        let least = |text: &String| {
            let longest = text.split(' ').map(|word| word.width()).max();
            let long = text.len() > LONGEST_SAID;
            longest.max(long.then_some(WRAPPED)).unwrap_or(0)
        };
        cells.map(least).max().unwrap_or(0)
    };
    (0..columns.len()).map(of).collect()
}

/// Widens sentences to their longest word, such as an address or an option that is to be copied, at the cost of other
/// sentences that have none as long.
fn spare_words(widths: &mut [Option<usize>], columns: &[&Column], longest: &[usize], width: usize) {
    let sentence = |at: usize| {
        let kind = columns.get(at).map(|column| column.kind);
        kind == Some(ColumnKind::Sentence)
    };
    for (at, longest_word) in longest.iter().enumerate() {
        let Some(wide) = widths.get(at).copied().flatten() else {
            continue;
        };
        if !sentence(at) || wide >= *longest_word {
            continue;
        }
        let mut others = widths.to_vec();
        let mut missing = longest_word - wide;
        missing -= missing.min(width.saturating_sub(total(widths)));
        while missing > 0 {
            let spare = |(from, wide): (usize, &Option<usize>)| {
                let least = longest.get(from).copied().unwrap_or(0).max(NARROW);
                let may = from != at && sentence(from);
                let spare = wide.filter(|_| may)?.checked_sub(least)?;
                (spare > 0).then_some((spare, from))
            };
            let widest = others.iter().enumerate().filter_map(spare).max();
            let Some(Some(wide)) = widest.and_then(|(_, from)| others.get_mut(from)) else {
                break;
            };
            *wide -= 1;
            missing -= 1;
        }
        if missing == 0 {
            widths.clone_from_slice(&others);
            if let Some(wide) = widths.get_mut(at) {
                *wide = Some(*longest_word);
            }
        }
    }
}

/// Gives the room that is left to texts that are cut, then to keys that are wrapped.
fn widen(widths: &mut [Option<usize>], columns: &[&Column], texts: &[Vec<String>], width: usize) {
    let mut room = width.saturating_sub(total(widths));
    for keys in [false, true] {
        for ((at, wide), column) in widths.iter_mut().enumerate().zip(columns) {
            let Some(wide) = wide else { continue };
            if (column.kind == ColumnKind::Key) != keys {
                continue;
            }
            let cells = texts.iter().filter_map(|row| row.get(at));
            let needed = cells.map(|text| text.width()).max().unwrap_or(0);
            let more = needed.saturating_sub(*wide).min(room);
            *wide += more;
            room -= more;
        }
    }
}

/// Appends a row, in as many lines as its wrapped cells need; says whether something was cut.
fn line(
    into: &mut String,
    texts: &[String],
    widths: &[Option<usize>],
    columns: &[&Column],
) -> bool {
    let mut any_cut = false;
    let mut cells: Vec<(usize, ColumnKind, Vec<String>)> = Vec::with_capacity(columns.len());
    for ((text, wide), column) in texts.iter().zip(widths).zip(columns) {
        let &Some(wide) = wide else { continue };
        let wraps = matches!(column.kind, ColumnKind::Sentence | ColumnKind::Key);
        let (text, cut) = match column.kind {
            ColumnKind::Sentence => (text.clone(), false),
            ColumnKind::Key => fit(text, LONGEST_KEY.max(wide)),
            _ => fit(text, wide),
        };
        any_cut |= cut;
        let lines = if wraps && text.width() > wide {
            wrap(&text, wide)
        } else {
            vec![text]
        };
        cells.push((wide, column.kind, lines));
    }
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
    any_cut
}

/// A text in lines of at most this width, between words where possible.
pub(super) fn wrap(text: &str, wide: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() {
            if line.width() + 1 + word.width() <= wide {
                line.push(' ');
                line.push_str(word);
                continue;
            }
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if !line.is_empty() && line.width() + c.width().unwrap_or(0) > wide {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
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
