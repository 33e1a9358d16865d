//! Cells of a list that say no new value, such as `-` and `?`: they change nothing.

use std::collections::BTreeMap;

use atlctl_core::input::says_no_value;
use atlctl_core::number::counted;

/// How many cells say no value, by what they say.
#[derive(Debug, Default)]
pub struct NoValues(BTreeMap<String, u64>);

impl NoValues {
    /// The new value in a cell; a cell without one is counted.
    pub fn value<'a>(&mut self, cell: Option<&'a str>) -> Option<&'a str> {
        let cell = cell?;
        if !says_no_value(cell) {
            return Some(cell);
        }
        *self.0.entry(cell.to_owned()).or_default() += 1;
        None
    }

    /// In words; `None` when there are none.
    pub fn note(&self) -> Option<String> {
        let cells: u64 = self.0.values().sum();
        if cells == 0 {
            return None;
        }
        let each = self.0.iter();
        let each: Vec<String> = each
            .map(|(cell, count)| format!("{count} \"{cell}\""))
            .collect();
        let change = if cells == 1 { "changes" } else { "change" };
        Some(format!(
            "{} of the list {change} nothing: {}",
            counted(cells, "cell", "cells"),
            each.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_without_a_value_are_counted() {
        let mut cells = NoValues::default();
        assert_eq!(cells.value(Some("Sales")), Some("Sales"));
        assert_eq!((cells.value(None), cells.note()), (None, None));
        for cell in ["-", "?", "-"] {
            assert_eq!(cells.value(Some(cell)), None);
        }
        let note = "3 cells of the list change nothing: 2 \"-\", 1 \"?\"";
        assert_eq!(cells.note().as_deref(), Some(note));
    }
}
