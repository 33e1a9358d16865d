//! The layout of a table: aligned columns that fit the screen.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

use super::column::STAYS;
use super::constant_columns::LONGEST_SAID;
use super::row_lines::{BELOW, GAP, LONGEST_KEY, Place, row_lines};
use super::shown_cell::shown_under;
use super::wrap::longest_word;
use super::{Cell, Column, ColumnKind};
use crate::ui::display;

/// A text column is not cut below this while another can give way.
const NARROW: usize = 12;
/// A text that is cut below this says nothing.
const READABLE: usize = 8;
/// The least that is left of a text.
const SHORTEST: usize = 4;
/// A column of sentences is wrapped at this width before a text column is cut.
const WRAPPED: usize = 30;
/// A column of sentences is wrapped at this width before a column goes that says much, unless that breaks a word.
const WRAPPED_CLOSELY: usize = 20;

/// One row in so many may have a longer word than its column is wide.
const FEW: usize = 8;

/// The least widths of the columns: what is to be copied, such as an address or an option, is not broken.
struct Least {
    /// The longest word of each column; of one with sentences, that of most rows: the few with a longer one have their
    /// sentence below, and take no room from the other rows.
    words: Vec<usize>,
    /// The same, and of a column with long texts at least the width of easy reading.
    easy: Vec<usize>,
    /// The room that each column of keys needs: a key without a blank that is wider than half the screen has a line of
    /// its own, and takes none from the other columns.
    keys: Vec<usize>,
    /// What each column is worth where not all have room.
    worth: Vec<u8>,
}

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
    /// Sentences whose words have no room in a column: they are printed below their row.
    below: Vec<usize>,
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
            .map(|(cell, column)| shown_under(cell, column))
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
        let Some(screen) = width else {
            return Self::wide(columns, texts, None);
        };
        let least = Least::of(columns, texts, screen);
        let mut below = Vec::new();
        loop {
            let mut layout = Self::wide(columns, texts, width);
            let wanted = layout.widths.clone();
            for at in &below {
                if let Some(wide) = layout.widths.get_mut(*at) {
                    *wide = None;
                }
            }
            if may_hide && constant_below {
                layout.leave_out_constant(columns, texts, screen);
            }
            if let Some(at) = layout.make_fit(columns, &least, screen, may_hide) {
                below.push(at);
                continue;
            }
            // With columns gone there may be room again for those that gave way.
            if !layout.hidden.is_empty() {
                widen(&mut layout.widths, columns, texts, screen);
            }
            let mut cells = layout.widths.iter().zip(&wanted).zip(columns);
            layout.readable = total(&layout.widths) <= screen
                && cells.all(|((wide, wanted), column)| {
                    let least = wanted.unwrap_or(0).min(READABLE);
                    column.kind != ColumnKind::Text || wide.is_none_or(|wide| wide >= least)
                });
            layout.below = below;
            layout.below.sort_unstable();
            return layout;
        }
    }

    /// With as much room as these texts want.
    fn wide(columns: &[&Column], texts: &[Vec<String>], width: Option<usize>) -> Self {
        let mut layout = Self {
            widths: columns
                .iter()
                .map(|column| Some(column.table_header().width()))
                .collect(),
            width,
            readable: true,
            cut: false,
            hidden: Vec::new(),
            below: Vec::new(),
            same: Vec::new(),
        };
        layout.widen_to(columns, texts);
        layout
    }

    /// Narrows and hides columns until a line fits. Returns a column of sentences that is to go below the rows first,
    /// because its words would have to be broken.
    fn make_fit(
        &mut self,
        columns: &[&Column],
        least: &Least,
        width: usize,
        may_hide: bool,
    ) -> Option<usize> {
        let widths = &mut self.widths;
        narrow(widths, columns, least, width);
        let names = names_row(columns);
        if may_hide && total(widths) > width {
            // Keys are wrapped between words before a column goes.
            let mut closer = widths.clone();
            shrink(&mut closer, columns, width, ColumnKind::Key, |at| {
                least.word(at).max(width / 4).min(least.key(at))
            });
            if total(&closer) <= width {
                *widths = closer;
            }
        }
        while may_hide && total(widths) > width {
            // From the right, the least worth first; never what names the row.
            let worth = |at: &usize| least.worth.get(*at).copied().unwrap_or(0);
            let may_go: Vec<usize> = (0..widths.len())
                .filter(|at| *at != names && widths.get(*at).is_some_and(Option::is_some))
                .collect();
            let Some(at) = may_go.iter().copied().rev().min_by_key(worth) else {
                break;
            };
            if worth(&at) >= STAYS {
                // A key is wrapped, not cut.
                shrink(widths, columns, width, ColumnKind::Key, |at| {
                    least.word(at).max(width / 4).min(least.key(at))
                });
                narrower(widths, columns, least, width, READABLE);
                if total(widths) <= width {
                    break;
                }
                let sentences = may_go.into_iter().filter(|at| {
                    let kind = columns.get(*at).map(|column| column.kind);
                    kind == Some(ColumnKind::Sentence)
                });
                if let Some(longest) = sentences.max_by_key(|at| least.words.get(*at)) {
                    return Some(longest);
                }
                narrower(widths, columns, least, width, SHORTEST);
                if total(widths) <= width {
                    break;
                }
            } else if worth(&at) > 0 {
                let mut closer = widths.clone();
                shrink(&mut closer, columns, width, ColumnKind::Sentence, |at| {
                    let easy = least.easy.get(at).copied().unwrap_or(0);
                    easy.clamp(WRAPPED_CLOSELY, WRAPPED).max(least.word(at))
                });
                if total(&closer) <= width {
                    *widths = closer;
                    break;
                }
            }
            if let (Some(wide), Some(column)) = (widths.get_mut(at), columns.get(at)) {
                *wide = None;
                self.hidden.insert(0, column.name.clone().into_owned());
            }
        }
        narrower(widths, columns, least, width, SHORTEST);
        None
    }

    /// Hides columns that say the same in each row, from the right, until the others fit.
    fn leave_out_constant(&mut self, columns: &[&Column], texts: &[Vec<String>], width: usize) {
        let Some((first, others)) = texts.split_first() else {
            return;
        };
        let names = names_row(columns);
        for at in (0..columns.len()).rev().filter(|at| *at != names) {
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
        let places = self.places(columns, &[]);
        self.cut |= row_lines(&mut head, &headers, &places, self.width);
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
            let least = Least::of(columns, texts, width);
            narrow(&mut self.widths, columns, &least, width);
            narrower(&mut self.widths, columns, &least, width, SHORTEST);
        }
    }

    /// The line of a row.
    pub(super) fn line(&mut self, into: &mut String, columns: &[&Column], texts: &[String]) {
        let places = self.places(columns, &self.below);
        self.cut |= row_lines(into, texts, &places, self.width);
    }

    /// Where the cells of a row stand.
    fn places<'a>(&self, columns: &[&'a Column], below: &[usize]) -> Vec<Place<'a>> {
        let widths = self.widths.iter().enumerate().zip(columns);
        let place = |((at, wide), column): ((usize, &Option<usize>), &&'a Column)| match wide {
            Some(wide) => Place::Column(column, *wide),
            None if below.contains(&at) => Place::Below(column),
            None => Place::Nowhere,
        };
        widths.map(place).collect()
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
fn narrow(widths: &mut [Option<usize>], columns: &[&Column], least: &Least, width: usize) {
    shrink(widths, columns, width, ColumnKind::Key, |at| least.key(at));
    shrink(widths, columns, width, ColumnKind::Sentence, |at| {
        least.word(at).max(WRAPPED)
    });
    shrink(widths, columns, width, ColumnKind::Text, |_| NARROW);
}

/// The same, as far as it goes: texts down to `shortest`.
fn narrower(
    widths: &mut [Option<usize>],
    columns: &[&Column],
    least: &Least,
    width: usize,
    shortest: usize,
) {
    shrink(widths, columns, width, ColumnKind::Sentence, |at| {
        least.easy.get(at).copied().unwrap_or(0).max(NARROW)
    });
    shrink(widths, columns, width, ColumnKind::Sentence, |at| {
        least.word(at).max(NARROW)
    });
    shrink(widths, columns, width, ColumnKind::Text, |_| shortest);
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

/// The column that names the rows: the first key, else the first column.
fn names_row(columns: &[&Column]) -> usize {
    let mut kinds = columns.iter().map(|column| column.kind);
    kinds.position(|kind| kind == ColumnKind::Key).unwrap_or(0)
}

impl Least {
    /// Of these texts on a screen of this width.
    fn of(columns: &[&Column], texts: &[Vec<String>], width: usize) -> Self {
        let most = width.saturating_sub(BELOW.len());
        let half = (width / 2).max(NARROW);
        let mut words = vec![0; columns.len()];
        let mut easy = words.clone();
        let mut keys: Vec<usize> = columns
            .iter()
            .map(|column| column.table_header().width())
            .collect();
        let mut of_rows: Vec<Vec<(usize, bool)>> = vec![Vec::new(); columns.len()];
        for row in texts {
            for ((text, of_rows), key) in row.iter().zip(&mut of_rows).zip(&mut keys) {
                let longest = longest_word(text).min(most);
                of_rows.push((longest, text.len() > LONGEST_SAID));
                if longest <= half {
                    *key = text.width().min(half).max(*key);
                }
            }
        }
        let each = of_rows.into_iter().zip(columns);
        for ((mut of_rows, column), (word, easy)) in each.zip(words.iter_mut().zip(&mut easy)) {
            of_rows.sort_unstable();
            let few = match column.kind {
                ColumnKind::Sentence => of_rows.len() / FEW,
                _ => 0,
            };
            of_rows.truncate(of_rows.len() - few);
            *word = of_rows.last().map_or(0, |(longest, _)| *longest);
            let wrapped = of_rows.iter().map(|(longest, long)| match long {
                true => WRAPPED.max(*longest),
                false => *longest,
            });
            *easy = wrapped.max().unwrap_or(0);
        }
        // A row without a name has an ID alone.
        let names = names_row(columns);
        let unnamed = texts
            .iter()
            .any(|row| row.get(names).is_some_and(|name| name == "?"));
        let worth = columns.iter().map(|column| match column.kind {
            ColumnKind::Id if unnamed => STAYS,
            _ => column.worth,
        });
        Self {
            words,
            easy,
            keys,
            worth: worth.collect(),
        }
    }

    fn key(&self, at: usize) -> usize {
        self.keys.get(at).copied().unwrap_or(0)
    }

    fn word(&self, at: usize) -> usize {
        self.words.get(at).copied().unwrap_or(0)
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
