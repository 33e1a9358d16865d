//! Detects the delimiter and the row of headings.

use super::headings::Headings;
use super::mentions::{Entry, entries, is_address_like};
use super::records::Record;
use super::requested_columns::Asked;
use super::{Columns, Delimiter, InputError, is_account_id, records};

/// Rows in which to look for headings: above them people write a title, a date, an author.
pub(super) const TITLES: usize = 10;
/// Rows that decide the delimiter of a list without headings.
const LOOKED_AT: usize = 200;

/// Reads Excel's first line `sep=;`: the delimiter that it names, and the rest of the text.
pub(super) fn announced(text: &str) -> Result<Option<(Delimiter, &str)>, InputError> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let name = line.trim_end_matches('\r').trim_matches('"');
    let Some(name) = name.strip_prefix("sep=").or(name.strip_prefix("SEP=")) else {
        return Ok(None);
    };
    let delimiter = match name {
        "," => Delimiter::Comma,
        ";" => Delimiter::Semicolon,
        "\t" => Delimiter::Tab,
        "|" => Delimiter::Pipe,
        other => return Err(InputError::Delimiter(other.to_owned())),
    };
    Ok(Some((delimiter, rest)))
}

/// Where a table's headings are.
pub(super) struct Head {
    pub(super) delimiter: Delimiter,
    /// The byte at which their row begins.
    pub(super) start: usize,
    /// Lines above it.
    pub(super) lines: u64,
    /// Rows above it.
    pub(super) above: Vec<Record>,
}

/// The headings, under the delimiter that puts them highest and makes the most columns of them. None where the first
/// row that is no title names somebody.
pub(super) fn head(text: &str, delimiters: &[Delimiter], asked: &Columns) -> Option<Head> {
    let mut best: Option<(usize, Head)> = None;
    for delimiter in delimiters {
        let mut above = Vec::new();
        for row in records::read(text, *delimiter).take(TITLES) {
            if row.odd_quotes {
                break;
            }
            let headings = Headings::of(&row.cells, asked);
            // (A heading may look like an ID beside one that is known.)
            if headings.is_none() && row.cells.iter().any(|cell| is_person(cell)) {
                break;
            }
            if headings.is_some() {
                // Of one column, a drawn table has only lines beside it.
                let line = text.get(row.start..row.end).unwrap_or_default().trim();
                let is_drawn = *delimiter == Delimiter::Pipe
                    && line.len() > 1
                    && line.starts_with('|')
                    && line.ends_with('|');
                let columns = row.cells.len() + usize::from(is_drawn && row.cells.len() == 1);
                let better = best.as_ref().is_none_or(|(most, best)| {
                    above.len() < best.above.len()
                        || (above.len() == best.above.len() && columns > *most)
                });
                if better {
                    best = Some((
                        columns,
                        Head {
                            delimiter: *delimiter,
                            start: row.start,
                            lines: row.at.line - 1,
                            above,
                        },
                    ));
                }
                break;
            }
            above.push(row);
        }
    }
    best.map(|(_, head)| head)
}

/// The topmost row with a column of this name, and the rows below.
pub(super) fn first_row_with(
    text: &str,
    delimiters: &[Delimiter],
    column: &str,
) -> Option<(Vec<String>, Vec<Record>)> {
    delimiters.iter().find_map(|delimiter| {
        let mut rows = records::read(text, *delimiter);
        let fits = |row: &Record| {
            let asked = Headings::unchecked(&row.cells).find(column);
            matches!(asked, Asked::Column { named: true, .. } | Asked::Several(_))
        };
        let headings = rows.by_ref().take(TITLES).find(fits)?;
        Some((headings.cells, rows.collect()))
    })
}

fn is_person(cell: &str) -> bool {
    matches!(entries(cell)[..], [Entry::Email(_) | Entry::Account(_), ..])
}

/// The delimiter of a list without headings: that under which the most cells are one person each; where several do,
/// the one with the most columns.
pub(super) fn without_headings(text: &str, delimiters: &[Delimiter]) -> Delimiter {
    let mut best = (0, 0, Delimiter::Comma);
    for (at, delimiter) in delimiters.iter().enumerate() {
        let (mut people, mut cells) = (0, 0);
        for row in records::read(text, *delimiter).take(LOOKED_AT) {
            let one = |cell: &&String| {
                (is_address_like(cell) || is_account_id(cell))
                    && matches!(entries(cell)[..], [Entry::Email(_) | Entry::Account(_)])
            };
            people += row.cells.iter().filter(one).count();
            cells += row.cells.len();
        }
        if at == 0 || (people, cells) > (best.0, best.1) {
            best = (people, cells, *delimiter);
        }
    }
    best.2
}
