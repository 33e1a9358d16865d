//! Cells of a CSV that a spreadsheet would run as formulas: how they are guarded in what is written, and how the guard is
//! taken off again, exactly, in what is read.

/// The heading of the column that marks the rows in which cells are guarded, with a `1`.
pub const ESCAPED: &str = "escaped";

/// The text for a CSV that a spreadsheet may open: prefixed with `'` if the spreadsheet would run it as a formula.
/// `None` where it may stay as it is.
#[must_use]
pub fn guarded(text: &str) -> Option<String> {
    is_formula(text).then(|| format!("'{text}"))
}

/// The text before [`guarded`].
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// Whether a spreadsheet would run the cell as a formula: a trigger first, also behind blanks or quotes, or an end of a cell or
/// line among them. A `'` before a text does not change this, so that guards can be recognized.
fn is_formula(text: &str) -> bool {
    let rest = text.trim_start_matches(is_lead);
    let lead = text.strip_suffix(rest).unwrap_or_default();
    lead.contains(['\t', '\r', '\n'])
        || rest.starts_with([
            '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        ])
}

fn is_lead(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_guarded_comes_back(lead in "[ \t\r\n'\"\u{feff}=+@-]{0,6}", rest in any::<String>()) {
            let text = lead + &rest;
            let cell = guarded(&text).unwrap_or_else(|| text.clone());
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert_eq!(unguarded(&cell), text);
        }
    }

    #[test]
    fn only_guards_are_taken_off() {
        for text in ["'ann@example.com", "''", "'", "", "o'=x"] {
            assert_eq!(guarded(text), None, "{text:?}");
            assert_eq!(unguarded(text), text, "{text:?}");
        }
        assert_eq!(unguarded("'=1"), "=1");
        assert_eq!(unguarded("''=1"), "'=1");
        assert_eq!(unguarded("'\t1"), "\t1");
    }
}
