//! Who wrote the value that a cell holds, where the service did not report it for a while.

use crate::store::history::Datum;

/// What was written to a cell between two moments, in the order in which it was.
#[derive(Debug, Clone)]
pub(super) struct Writes {
    /// The last value that was known.
    value: Datum,
    /// Who wrote it first: readings since then had the same value, or none.
    first: Option<i64>,
    /// Who found it unknown since it was known.
    unknown_since: Option<i64>,
    /// Who found the value before it unknown, so that it may be as old as that.
    before_unknown: Option<i64>,
    /// Who wrote last.
    last: i64,
}

/// Who wrote a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Writer {
    /// The number of the first who had it.
    pub(super) number: i64,
    /// Who found the value before it unknown: the value may be as old as that.
    pub(super) unknown_since: Option<i64>,
}

impl Writes {
    /// The first writer, and what the cell held before.
    pub(super) fn new(was: Datum, writer: i64) -> Self {
        Self {
            value: was,
            first: None,
            unknown_since: None,
            before_unknown: None,
            last: writer,
        }
    }

    /// The next writer, and what the cell held before: that is what the one before wrote.
    pub(super) fn add(&mut self, was: Datum, writer: i64) {
        self.wrote(was);
        self.last = writer;
    }

    /// Who wrote last.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// Who wrote the value that the cell holds in the end.
    pub(super) fn of(&self, value: &Datum) -> Writer {
        let mut all = self.clone();
        all.wrote(value.clone());
        Writer {
            number: all.first.unwrap_or(all.last),
            unknown_since: all.before_unknown,
        }
    }

    fn wrote(&mut self, value: Datum) {
        if value == Datum::Null {
            self.unknown_since.get_or_insert(self.last);
        } else if value == self.value {
            self.unknown_since = None;
        } else {
            self.value = value;
            self.first = Some(self.last);
            self.before_unknown = self.unknown_since.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reading_with_the_value_has_it() {
        let (no, yes, unknown) = (Datum::Integer(0), Datum::Integer(1), Datum::Null);
        let of = |values: &[&Datum]| {
            let mut values = values.iter().zip(1..);
            let (was, writer) = values.next().unwrap();
            let mut writes = Writes::new((*was).clone(), writer);
            let mut values: Vec<_> = values.collect();
            let (end, _) = values.pop().unwrap();
            for (was, writer) in values {
                writes.add((*was).clone(), writer);
            }
            let writer = writes.of(end);
            (writer.number, writer.unknown_since)
        };
        // Each writer is between two values.
        assert_eq!(of(&[&no, &yes]), (1, None));
        assert_eq!(of(&[&no, &yes, &unknown, &yes]), (1, None));
        assert_eq!(of(&[&no, &unknown, &yes]), (2, Some(1)));
        assert_eq!(of(&[&no, &unknown, &no, &yes]), (3, None));
        assert_eq!(of(&[&no, &yes, &no, &unknown, &yes]), (4, Some(3)));
        assert_eq!(of(&[&unknown, &no, &yes]), (2, None));
    }
}
