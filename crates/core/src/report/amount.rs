//! Amounts of money for people.

use crate::number::grouped;

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
    use super::rounded;

    #[test]
    fn amounts_are_rounded() {
        assert_eq!(rounded(1_234.5), "1,235");
        assert_eq!(rounded(0.4), "0");
        assert_eq!(rounded(f64::NAN), "0");
    }
}
