//! Rows that a list leaves alone, by what they say.

use std::collections::BTreeMap;

use atlctl_core::number::{counted, grouped};

/// The most words that are named.
const NAMED: usize = 5;

/// Rows that are left alone.
#[derive(Debug, Default)]
pub(super) struct LeftAlone {
    rows: u64,
    by_word: BTreeMap<String, u64>,
}

impl LeftAlone {
    /// Counts a row with this word; empty for no word.
    pub(super) fn add(&mut self, word: String) {
        self.rows += 1;
        *self.by_word.entry(word).or_default() += 1;
    }

    /// In words; `None` when there are none.
    pub(super) fn note(&self) -> Option<String> {
        if self.rows == 0 {
            return None;
        }
        let mut words: Vec<(&str, u64)> = self
            .by_word
            .iter()
            .map(|(word, count)| (word.as_str(), *count))
            .collect();
        words.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
        let shown = words.iter().take(NAMED).map(|(word, count)| {
            let count = grouped(*count);
            if word.is_empty() {
                return format!("{count} without an action");
            }
            let short: String = word.chars().take(40).collect();
            format!("{count} \"{short}\"")
        });
        let mut shown: Vec<String> = shown.collect();
        if words.len() > NAMED {
            let others: u64 = words.iter().skip(NAMED).map(|(_, count)| count).sum();
            shown.push(format!("{} with other words", grouped(others)));
        }
        Some(format!(
            "{} of the list left alone: {}",
            counted(self.rows, "row", "rows"),
            shown.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_words_come_first() {
        let mut left = LeftAlone::default();
        assert_eq!(left.note(), None);
        for word in ["", "keep", "", "a", "b", "c", "d", "e"] {
            left.add(word.to_owned());
        }
        assert_eq!(
            left.note().unwrap(),
            "8 rows of the list left alone: 2 without an action, 1 \"a\", 1 \"b\", 1 \"c\", 1 \"d\", 2 with other words"
        );
    }
}
