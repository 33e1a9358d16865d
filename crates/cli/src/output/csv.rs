//! CSV (RFC 4180, UTF-8 without BOM, `\n` line ends), guarded against spreadsheet formulas.

use super::Cell;
use crate::ui::display_lines;

/// Appends one record.
pub(super) fn record(into: &mut String, cells: impl Iterator<Item = String>) {
    let start = into.len();
    let mut count = 0_usize;
    for cell in cells {
        if count > 0 {
            into.push(',');
        }
        count += 1;
        let quoted = cell.contains([',', '"', '\n', '\r'])
            || cell.starts_with(char::is_whitespace)
            || cell.ends_with(char::is_whitespace);
        if quoted {
            into.push('"');
            into.push_str(&cell.replace('"', "\"\""));
            into.push('"');
        } else {
            into.push_str(&cell);
        }
    }
    if count == 1 && into.len() == start {
        // An empty line is no record to those who read it.
        into.push_str("\"\"");
    }
    into.push('\n');
}

/// What stands in a cell. `raw` leaves formulas as they are; on a terminal nothing may steer it.
pub(super) fn cell(cell: &Cell, raw: bool, terminal: bool) -> String {
    let mut text = cell.plain("unknown", "");
    if !raw && !cell.is_ours() && is_formula(&text) {
        text.insert(0, '\'');
    }
    if terminal { display_lines(&text) } else { text }
}

/// Whether a spreadsheet would compute the cell: a trigger first, also behind blanks or quotes.
fn is_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'' || c == '\u{feff}')
        .starts_with([
            '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        ])
}
