//! CSV (RFC 4180, UTF-8 without BOM, `\n` line ends), guarded against spreadsheet formulas.

use atlctl_core::input;

use super::{Cell, ColumnKind};
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

/// The text of a cell, and whether it got a guard. `raw` leaves formulas as they are; on a terminal nothing may
/// steer it.
pub(super) fn cell(cell: &Cell, kind: ColumnKind, raw: bool, terminal: bool) -> (String, bool) {
    // Something may be called "unknown": an unknown name or ID is an empty cell.
    let unknown = match kind {
        ColumnKind::Key | ColumnKind::Id => "",
        _ => "unknown",
    };
    let text = cell.plain(unknown, "");
    let guarded = if raw || cell.is_ours() {
        None
    } else {
        input::guarded(&text)
    };
    let is_guarded = guarded.is_some();
    let text = guarded.unwrap_or(text);
    let text = if terminal { display_lines(&text) } else { text };
    (text, is_guarded)
}
