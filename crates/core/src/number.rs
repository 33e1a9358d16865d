//! Numbers and nouns as people read them.

/// The number with a comma at the thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount of money, to two decimals, with a comma at the thousands: `1,234.50`.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "amounts are positive and small"
)]
pub fn money(amount: f64) -> String {
    let cents = (amount.max(0.0) * 100.0).round() as u64;
    format!("{}.{:02}", grouped(cents / 100), cents % 100)
}

/// So many of something: `1 person`, `1,200 people`.
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// So many people.
#[must_use]
pub fn people(number: u64) -> String {
    counted(number, "person", "people")
}

/// Words in a sentence: `a`, `a and b`, or `a, b and c`.
#[must_use]
pub fn all_of(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => words.concat(),
    }
}

/// The text with a capital letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_listed_as_a_sentence_has_them() {
        assert_eq!(all_of(&[] as &[&str]), "");
        assert_eq!(all_of(&["a"]), "a");
        assert_eq!(all_of(&["a", "b"]), "a and b");
        assert_eq!(all_of(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn thousands_are_separated_and_nouns_agree() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345, "12,345"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
        for (amount, text) in [
            (0.0, "0.00"),
            (6_830.45, "6,830.45"),
            (4_017.2, "4,017.20"),
            (f64::NAN, "0.00"),
        ] {
            assert_eq!(money(amount), text);
        }
        assert_eq!(
            (people(1), people(2_000)),
            ("1 person".to_owned(), "2,000 people".to_owned())
        );
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }
}
