//! Amounts of money for people.

use crate::number::grouped;
use crate::query::Cell;

/// An amount in hundredths: sums of it have two decimals, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cents(i64);

impl Cents {
    /// So many times a price.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "an estimate of money"
    )]
    pub(super) fn of(number: u64, price: f64) -> Self {
        Self((number as f64 * price * 100.0).round() as i64)
    }

    /// The sum of what is known; `None` when nothing is.
    pub(super) fn total(amounts: impl Iterator<Item = Option<Self>>) -> Option<Self> {
        amounts
            .flatten()
            .reduce(|sum, amount| Self(sum.0.saturating_add(amount.0)))
    }

    /// The amount as a number.
    #[expect(clippy::cast_precision_loss, reason = "an estimate of money")]
    pub(super) fn amount(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The amount as a cell; the least, where so many more may count.
    pub(super) fn cell(self, undecided: u64) -> Cell {
        match undecided {
            0 => Cell::Real(self.amount()),
            _ => Cell::AtLeastReal(self.amount()),
        }
    }
}

/// An amount without its fraction: `1,234`.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "amounts are positive and small"
)]
pub fn rounded(amount: f64) -> String {
    grouped(amount.max(0.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::{Cents, rounded};

    #[test]
    fn sums_have_two_decimals() {
        let of = [Cents::of(3, 0.1), Cents::of(1, 2945.3), Cents::of(2, 0.005)];
        let sum = Cents::total(of.map(Some).into_iter().chain([None])).unwrap();
        assert_eq!(sum.amount().to_string(), "2945.61");
        assert_eq!(Cents::total([None].into_iter()), None);
    }

    #[test]
    fn amounts_are_rounded() {
        assert_eq!(rounded(1_234.5), "1,235");
        assert_eq!(rounded(0.4), "0");
        assert_eq!(rounded(f64::NAN), "0");
    }
}
