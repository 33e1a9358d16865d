//! Cells that say no value, as programs write it: errors of spreadsheets, and words for nothing.

/// What may stand for a value that is not to change, beside blanks.
const DASHES: [char; 8] = ['?', '-', '‐', '‑', '–', '—', '−', '？'];

/// Whether a cell says no value: nothing but `-` or `?`, which tables print for none and for unknown, and blanks.
#[must_use]
pub fn says_no_value(cell: &str) -> bool {
    cell.chars()
        .all(|c| c.is_whitespace() || DASHES.contains(&c))
}

/// Errors that end with no mark, in the languages of spreadsheets.
const ERRORS: [&str; 14] = [
    "#N/A",
    "#NA",
    "#NV",
    "#N/D",
    "#N/B",
    "#N/DISP",
    "#I/T",
    "#PUUTTUU",
    "#SAKNAS",
    "#YOK",
    "#Н/Д",
    "#GETTING_DATA",
    "#ND",
    "#HIÁNYZIK",
];

/// Words for nothing, in small letters.
const NULLS: [&str; 16] = [
    "null",
    "(null)",
    "<null>",
    "[null]",
    "\\n",
    "nil",
    "<nil>",
    "nan",
    "<na>",
    "nat",
    "n/a",
    "n.a.",
    "undefined",
    "[object object]",
    "(none)",
    "<none>",
];

/// Why a cell is no value, although a program wrote it there: as an error of a spreadsheet, or as a word for nothing.
/// Of several values, separated by semicolons, each counts.
#[must_use]
pub fn no_value(cell: &str) -> Option<&'static str> {
    cell.split(';').map(str::trim).find_map(|part| {
        if is_error(part) {
            return Some(
                "is an error of a spreadsheet, and no value: correct the cell, or empty it",
            );
        }
        is_null(part).then_some("stands for no value: empty the cell, or write the value")
    })
}

/// Whether a text is an error such as `#REF!`, `#NAME?` or `Err:502`.
fn is_error(text: &str) -> bool {
    let is_marked = text
        .strip_prefix('#')
        .and_then(|text| text.strip_suffix(['!', '?']))
        .is_some_and(|name| {
            let is_of_name = |c: char| c.is_uppercase() || c.is_numeric() || "/¡¿_ ".contains(c);
            name.contains(char::is_alphabetic) && name.chars().all(is_of_name)
        });
    let is_number = text.strip_prefix("Err:").is_some_and(|number| {
        number.len() == 3 && number.bytes().all(|digit| digit.is_ascii_digit())
    });
    is_marked || is_number || ERRORS.contains(&text.to_uppercase().as_str())
}

/// Whether a text is a word for nothing. "Nan" and "Nat" are names, too.
fn is_null(text: &str) -> bool {
    let small = text.to_lowercase();
    let is_name = ["Nan", "Nat", "nat"].contains(&text);
    NULLS.contains(&small.as_str()) && !is_name || ["None", "NONE"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_question_marks_are_no_values() {
        for cell in ["", " ", "-", "?", "—", " ?? ", "--", "？"] {
            assert!(says_no_value(cell), "{cell:?}");
        }
        for cell in ["IT-1", "Who?", "0", "none"] {
            assert!(!says_no_value(cell), "{cell:?}");
        }
    }

    #[test]
    fn errors_of_spreadsheets_and_words_for_nothing_are_no_values() {
        for cell in [
            "#N/A",
            "#REF!",
            "#NAME?",
            "#DIV/0!",
            "#VALUE!",
            "#NV",
            "#BEZUG!",
            "#¡REF!",
            "#n/a",
            "#NUM!",
            "#NULL!",
            "Err:502",
            "sales; #N/A",
            " #REF! ",
        ] {
            assert!(no_value(cell).unwrap().contains("spreadsheet"), "{cell:?}");
        }
        for cell in [
            "NULL",
            "null",
            "nan",
            "NaN",
            "n/a",
            "N/A",
            "None",
            "undefined",
            "<NA>",
            "NaT",
        ] {
            assert!(no_value(cell).unwrap().contains("no value"), "{cell:?}");
        }
        for cell in [
            "",
            "-",
            "Sales",
            "NA",
            "none",
            "Nan",
            "Nat",
            "#1 team",
            "#general",
            "Nullarbor",
            "IT?",
            "Who #2!",
            "Error 502",
        ] {
            assert_eq!(no_value(cell), None, "{cell:?}");
        }
    }
}
