//! What people write above the headings of a table: a title, a date, who made it.

use super::header::Headings;
use super::{Columns, Delimiter, address, records};

/// Headings are looked for in so many rows.
const LOOKED_AT: usize = 10;

/// Where the headings begin: the byte, the lines above, the rows above.
pub(super) type Begin = (usize, u64, u64);

/// Where the headings of a table begin whose first row has none that is known. A row above them that names somebody is
/// no title: it would be lost.
pub(super) fn below(text: &str, delimiter: Delimiter, asked: &Columns) -> Option<Begin> {
    let rows = records::read(text, delimiter).take(LOOKED_AT);
    for (above, row) in (0_u64..).zip(rows) {
        if row.odd_quotes || row.cells.iter().any(|cell| names_somebody(cell)) {
            return None;
        }
        let named = |headings: Headings| {
            let name = headings.name(headings.email.or(headings.account));
            headings.is_bare() || name.is_some_and(|name| !name.is_empty())
        };
        if Headings::of(&row.cells, asked).is_ok_and(named) {
            return Some((row.start, row.line - 1, above));
        }
    }
    None
}

/// Which column, counted from 1, has the most cells that name somebody, and how many these are.
pub(super) fn likeliest(text: &str, delimiter: Delimiter) -> Option<(usize, usize)> {
    let mut counts: Vec<usize> = Vec::new();
    for row in records::read(text, delimiter) {
        counts.resize(counts.len().max(row.cells.len()), 0);
        for (count, cell) in counts.iter_mut().zip(&row.cells) {
            *count += usize::from(names_somebody(cell));
        }
    }
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    let at = counts.iter().position(|count| *count == most)?;
    Some((at + 1, most))
}

fn names_somebody(cell: &str) -> bool {
    address::check(cell).is_ok() || address::is_account_id(cell)
}
