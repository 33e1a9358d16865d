//! Whether a text can be an e-mail address. Not whether the mailbox exists: typing mistakes and cells of
//! another column are what is looked for.

use super::Reason;

/// The longest address mail can carry.
const LONGEST: usize = 254;

/// What is wrong with it, if anything.
pub(super) fn check(text: &str) -> Result<(), Reason> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Reason::Address("has a blank or a control character in it"));
    }
    if text.len() > LONGEST {
        return Err(Reason::Address("is longer than an address can be"));
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
    if text.contains([',', ';', '<', '>', '"', '(', ')', '\\']) {
        return Err(Reason::Address("has a character no address has"));
    }
    let labels: Vec<&str> = domain.split('.').collect();
    if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
        return Err(Reason::Address("has no complete domain after the @"));
    }
    Ok(())
}

/// Whether a text has the form of an Atlassian account id: 24 hexadecimal digits, a number and a UUID, and
/// whatever else is long, has a digit, and nothing that a heading or a name has. Ids are opaque: this only
/// tells them from headings, where nothing else does.
#[must_use]
pub fn is_account_id(text: &str) -> bool {
    let plain = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_'));
    plain && (20..=128).contains(&text.len()) && text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_is_told_from_a_heading() {
        for id in [
            "0fb0ab9cb9f1162b8219736c",
            "712020:f3daf608-9c19-42c5-8826-317b82197222",
            "557058:295406f3-a1fc-4733-b906-dd15d021bd79",
            "qm:8a7e13a5-1db5-4b1c-a5c6-8b9d4a8b7e1f:1234",
        ] {
            assert!(is_account_id(id), "{id}");
        }
        for other in [
            "",
            "Account id",
            "accountid",
            "a-1",
            "Report of 2026",
            "SingleSignOnAuthenticationPolicy",
            "ann@example.com0000000000",
        ] {
            assert!(!is_account_id(other), "{other}");
        }
    }

    #[test]
    fn addresses_pass_and_slips_do_not() {
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
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
