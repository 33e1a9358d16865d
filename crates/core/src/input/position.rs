//! Where the records of a list begin.

use std::fmt;

/// Where a record of a list begins. No two records of a list have the same position: it is what tells them apart, since
/// JSON may have all of them on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 1.
    pub line: u64,
    /// The number among the records that begin on this line, counted from 1.
    pub record: u64,
    /// Whether other records begin on this line.
    pub is_shared: bool,
}

impl Position {
    /// A record that has its line to itself.
    #[must_use]
    pub const fn line(line: u64) -> Self {
        Self {
            line,
            record: 1,
            is_shared: false,
        }
    }

    /// The number among the records of the line, where it has several.
    #[must_use]
    pub fn shared_record(self) -> Option<u64> {
        self.is_shared.then_some(self.record)
    }

    /// The positions of records that begin on these lines, in the order of the text.
    pub(super) fn of_lines(lines: &[u64]) -> Vec<Self> {
        let mut all: Vec<Self> = lines.iter().map(|line| Self::line(*line)).collect();
        for group in all.chunk_by_mut(|one, next| one.line == next.line) {
            let is_shared = group.len() > 1;
            for (record, position) in (1..).zip(group) {
                (position.record, position.is_shared) = (record, is_shared);
            }
        }
        all
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        match self.shared_record() {
            Some(record) => write!(f, ", record {record}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_on_one_line_are_told_apart() {
        let all = Position::of_lines(&[1, 3, 3, 4]);
        let shown: Vec<String> = all.iter().map(Position::to_string).collect();
        assert_eq!(
            shown,
            ["line 1", "line 3, record 1", "line 3, record 2", "line 4"]
        );
        assert!(all.is_sorted());
    }
}
