//! Checks whether a text can be an email address. It looks for typos and cells of another column, not for whether the
//! mailbox exists.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::Reason;

/// The longest address mail can carry.
const LONGEST: usize = 254;

/// Characters around and between addresses, never in one.
const NEVER: &[char] = &[
    ',', ';', '<', '>', '"', '(', ')', '\\', '|', ':', '[', ']', '{', '}', '`',
];

/// Checks an address.
pub(super) fn check(text: &str) -> Result<(), Reason> {
    if text.chars().any(char::is_whitespace) {
        return Err(Reason::Address("contains a space"));
    }
    if text.chars().any(char::is_control) {
        return Err(Reason::Address("contains a control character"));
    }
    if text.len() > LONGEST {
        return Err(Reason::Address("is too long for an address"));
    }
    let Some((name, domain)) = text.rsplit_once('@') else {
        return Err(Reason::Address("has no @"));
    };
    if name.contains('@') {
        return Err(Reason::Address("has more than one @"));
    }
    if name.is_empty() {
        return Err(Reason::Address("has nothing before the @"));
    }
    if text.contains(NEVER) {
        return Err(Reason::Address(
            "contains a character that is not allowed in an address",
        ));
    }
    if domain.chars().any(|c| !is_of_domain(c)) {
        return Err(Reason::Address(
            "contains a character that is not allowed in a domain",
        ));
    }
    let labels: Vec<&str> = domain.split('.').collect();
    if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
        return Err(Reason::Address("has no complete domain after the @"));
    }
    Ok(())
}

/// Whether a domain name can contain the character. Invisible characters pass: users could not see what to fix.
fn is_of_domain(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    }
    !matches!(
        CodePointMapData::<GeneralCategory>::new().get(c),
        GeneralCategory::InitialPunctuation
            | GeneralCategory::FinalPunctuation
            | GeneralCategory::OpenPunctuation
            | GeneralCategory::ClosePunctuation
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_addresses_pass_and_others_do_not() {
        for good in [
            "a@b.c",
            "o'neil+x@sub.example.com",
            "zoë@exämple.org",
            "=x@a.b",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.c",
            "a@b",
            "a@b.",
            "a@.c",
            "a@@b.c",
            "a b@c.d",
            "a@b.c,d@e.f",
            "Ann <a@b.c>",
            "a@b.c\u{0}",
            "a@b..c",
            "a@b.c|Ann",
            "mailto:a@b.c",
            "a@[127.0.0.1]",
            "'a@b.c'",
            "\u{201c}a@b.c\u{201d}",
            "a@b.c!",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
