//! A set of small numbers, such as those of people in the mirror: a bit for each.

use rusqlite::{Connection, Params};

/// The largest number that a set may hold: no mirror has so many people, and the set is then as large as a value in SQL
/// may be.
const MOST: usize = (8 << 23) - 1;

/// A set of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NumberSet {
    bits: Vec<u8>,
}

impl NumberSet {
    /// Adds a number; whether it is new. Of numbers that no row of the mirror has, none is held.
    pub(crate) fn insert(&mut self, number: i64) -> bool {
        let Some((at, bit)) = place(number) else {
            return false;
        };
        if self.bits.len() <= at {
            self.bits.resize(at + 1, 0);
        }
        let Some(byte) = self.bits.get_mut(at) else {
            return false;
        };
        let is_new = *byte & bit == 0;
        *byte |= bit;
        is_new
    }

    /// Adds the first column of what a statement selects.
    pub(crate) fn read(
        &mut self,
        db: &Connection,
        sql: &str,
        values: impl Params,
    ) -> rusqlite::Result<()> {
        let mut read = db.prepare_cached(sql)?;
        let mut rows = read.query(values)?;
        while let Some(row) = rows.next()? {
            self.insert(row.get(0)?);
        }
        Ok(())
    }

    /// Adds the numbers of another.
    pub(crate) fn add(&mut self, others: &Self) {
        if self.bits.len() < others.bits.len() {
            self.bits.resize(others.bits.len(), 0);
        }
        for (byte, other) in self.bits.iter_mut().zip(&others.bits) {
            *byte |= other;
        }
    }

    /// Takes out the numbers of another.
    pub(crate) fn remove(&mut self, others: &Self) {
        for (byte, other) in self.bits.iter_mut().zip(&others.bits) {
            *byte &= !other;
        }
    }

    /// Whether it has the number.
    pub(crate) fn contains(&self, number: i64) -> bool {
        has(&self.bits, number)
    }

    /// The set as a value in SQL, for [`has`].
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bits
    }
}

/// Whether a set in bytes has the number.
pub(crate) fn has(bytes: &[u8], number: i64) -> bool {
    place(number).is_some_and(|(at, bit)| bytes.get(at).is_some_and(|byte| byte & bit != 0))
}

/// The byte and the bit of a number.
fn place(number: i64) -> Option<(usize, u8)> {
    let number = usize::try_from(number)
        .ok()
        .filter(|number| *number <= MOST)?;
    Some((number / 8, 1 << (number % 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_added_and_nothing_else() {
        let mut set = NumberSet::default();
        let numbers = [0, 1, 7, 8, 63, 64, 500_000];
        for number in numbers {
            assert!(set.insert(number), "{number}");
            assert!(!set.insert(number), "{number} again");
        }
        for number in [-1, i64::MIN, i64::MAX, 1 << 40] {
            assert!(!set.insert(number) && !set.contains(number), "{number}");
        }
        let held: Vec<i64> = (-5..600_000)
            .filter(|number| set.contains(*number))
            .collect();
        assert_eq!(held, numbers);
        let mut others = NumberSet::default();
        others.insert(64);
        others.insert(900_000);
        set.remove(&others);
        assert!(!set.contains(64) && set.contains(63));
        set.add(&others);
        assert!(set.contains(64) && set.contains(63) && set.contains(900_000));
        let bytes = set.into_bytes();
        assert!(has(&bytes, 63) && !has(&bytes, 62) && !has(&[], 0));
    }
}
