//! Addresses within a text that has no single reading.

use super::account_id::contains_account_id;
use super::address;
use super::decode_text::trimmed;
use super::mentions::{is_address_like, with_at};

/// Everything in a text that may be meant as an address, however it is written.
pub(crate) fn addresses_in(text: &str) -> Vec<String> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    let text = with_at(&decoded);
    let between = |c: char| c.is_whitespace() || "?#&=:,;<>()[]{}|\"'`*/".contains(c);
    let words = text
        .split(between)
        .map(|word| trimmed(word).trim_end_matches('.'));
    words
        .filter(|word| address::check(word).is_ok())
        .map(str::to_owned)
        .collect()
}

/// Whether a text names somebody, alone or within other words: by what may be meant as an address, or by an account ID.
#[must_use]
pub fn names_somebody(text: &str) -> bool {
    is_address_like(text) || contains_account_id(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_in_a_text() {
        for text in [
            "mailto:ann@x.example?cc=bob@x.example",
            "<mailto:ann%40x.example?bcc=bob%40x.example&subject=x>",
            "not ann@x.example, but \"bob@x.example\".",
        ] {
            assert_eq!(
                addresses_in(text),
                ["ann@x.example", "bob@x.example"],
                "{text}"
            );
        }
        assert_eq!(addresses_in("nobody @ home"), [] as [&str; 0]);
    }
}
