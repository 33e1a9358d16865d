//! Numbers beside which some are undecided: what was not found among those is unknown, not none.

use super::report_model::{Tone, known};
use crate::number::{counted, grouped};
use crate::query::Cell;

/// The number, unless nothing was found and some are undecided.
pub(super) fn found(number: u64, undecided: u64) -> Option<u64> {
    (number > 0 || undecided == 0).then_some(number)
}

/// The number as a cell: beside what is undecided, it is the least.
pub(super) fn found_cell(number: u64, undecided: u64) -> Cell {
    match known(found(number, undecided)) {
        Cell::Number(number) if undecided > 0 => Cell::AtLeast(number),
        cell => cell,
    }
}

/// The number in a sentence. Beside what is undecided, it is the least.
pub(super) fn in_words(number: u64, undecided: u64) -> String {
    match found(number, undecided) {
        None => "an unknown number".to_owned(),
        Some(number) => at_least(grouped(number), undecided),
    }
}

/// So many in all, where some more may belong to them.
pub(super) fn at_least(number: String, undecided: u64) -> String {
    if undecided == 0 {
        number
    } else {
        format!("at least {number}")
    }
}

/// So many of something in a sentence: `1 seat is`, `an unknown number of seats are`.
pub(super) fn counted_in_words(number: u64, undecided: u64, one: &str, many: &str) -> String {
    match found(number, undecided) {
        Some(number) => at_least(counted(number, one, many), undecided),
        None => format!("an unknown number of {many}"),
    }
}

/// The number and its verb: `1 is`, `an unknown number are`.
pub(super) fn with_verb(number: u64, undecided: u64, one: &str, many: &str) -> String {
    let verb = if number == 1 { one } else { many };
    format!("{} {verb}", in_words(number, undecided))
}

/// Good news only when nothing was found and nothing is undecided.
pub(super) fn judged(number: u64, undecided: u64) -> Tone {
    match found(number, undecided) {
        None => Tone::Plain,
        Some(number) => Tone::bad_if(number > 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_is_unknown_where_something_is_undecided() {
        for (number, undecided, expected) in [
            (0, 0, Some(0)),
            (0, 3, None),
            (2, 3, Some(2)),
            (2, 0, Some(2)),
        ] {
            assert_eq!(found(number, undecided), expected);
        }
        assert_eq!(in_words(0, 1), "an unknown number");
        assert_eq!(with_verb(1, 0, "is", "are"), "1 is");
        assert_eq!(with_verb(1, 9, "is", "are"), "at least 1 is");
        assert_eq!(with_verb(0, 9, "is", "are"), "an unknown number are");
        assert_eq!(
            counted_in_words(0, 9, "seat is", "seats are"),
            "an unknown number of seats are"
        );
        let tones = [(0, 0), (0, 1), (1, 1)].map(|(number, rest)| judged(number, rest));
        assert_eq!(tones, [Tone::Good, Tone::Plain, Tone::Bad]);
    }
}
