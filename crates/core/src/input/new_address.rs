//! Addresses that are written: what somebody is to be called from now on, or whom an invitation goes to.
//!
//! An address that is looked up may be spelled in many ways, and finds the person who is meant. One that is written is
//! what its owner has to type to sign in, so that nothing may be in it that a reader cannot see or takes for another
//! letter.

use super::mentions::{Entry, entries};
use super::{Reason, new_domain};
use crate::escape_characters::is_unseen;

/// So much can stand before the `@`, as mail has it.
const LONGEST_NAME: usize = 64;

/// Reads an address that is to be written, in any form in which lists have addresses. Invisible characters that take
/// no room are left out.
///
/// # Errors
/// When the text is not one address, or the address has a character that its owner would not type or a form that mail
/// does not have.
pub fn new_address(text: &str) -> Result<String, Reason> {
    let named = entries(text);
    let address = match named.as_slice() {
        [Entry::Email(address)] => address,
        [Entry::Wrong(_, reason)] => return Err(reason.clone()),
        _ => return Err(Reason::NoNewAddress),
    };
    let clean: String = address.chars().filter(|c| !is_dropped(*c)).collect();
    let refuse = |(at, c): (usize, char), why| {
        Err(Reason::Character {
            c,
            place: at + 1,
            why,
        })
    };
    let (name, domain) = clean.rsplit_once('@').unwrap_or((&clean, ""));
    let length = name.chars().count();
    let mut characters = clean.chars().enumerate();
    if let Some(found) = characters.find(|(_, c)| is_unseen(*c)) {
        return refuse(found, "a reader does not see it");
    }
    let mut characters = name.chars().enumerate();
    if let Some(found) = characters.find(|(_, c)| !c.is_ascii()) {
        return refuse(found, "only ASCII characters can stand before the @");
    }
    if length > LONGEST_NAME {
        return Err(Reason::NoMail("more than 64 characters stand before the @"));
    }
    if name.split('.').any(str::is_empty) {
        return Err(Reason::NoMail(
            "before the @, a dot must stand between other characters",
        ));
    }
    new_domain::check(domain, length + 1)?;
    Ok(clean)
}

/// Whether a character is left out: it is invisible, takes no room, and does not change the direction of others.
fn is_dropped(c: char) -> bool {
    is_unseen(c)
        && !c.is_control()
        // These are drawn as a blank, and a blank is no part of an address.
        && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
        && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_left_out() {
        for odd in [
            '\u{ad}',
            '\u{200b}',
            '\u{2060}',
            '\u{feff}',
            '\u{34f}',
            '\u{e0100}',
        ] {
            for text in [
                format!("ak{odd}ira@acme.example"),
                format!("akira@ac{odd}me.example"),
                format!("{odd}Akira <akira{odd}@acme.example{odd}>"),
            ] {
                let read = new_address(&text);
                assert_eq!(
                    read.as_deref(),
                    Ok("akira@acme.example"),
                    "{}",
                    text.escape_unicode()
                );
            }
        }
        for text in [
            "ann@acme.example",
            "Ann.Lee+x@sub.acme.example",
            "o'neil@acme.example",
            "ann@b\u{fc}cher.example",
            "ann@\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.example",
            "ann@\u{5c71}\u{7530}\u{306e}.example",
            "ann@xn--bcher-kva.example",
            "ann@\u{43e}\u{441}\u{430}.\u{440}\u{444}",
            "ann@\u{3b1}\u{3b8}\u{3ae}\u{3bd}\u{3b1}.example",
            "!#$%&'*+-/=?^_~@3com.example",
        ] {
            assert_eq!(new_address(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_character_that_its_owner_would_not_type_is_refused_by_its_place() {
        for (text, odd, at) in [
            ("\u{430}nn@acme.example", '\u{430}', 1),
            ("a\u{ad}\u{ff4e}n@acme.example", '\u{ff4e}', 2),
            ("zo\u{eb}@acme.example", '\u{eb}', 3),
            ("o\u{2019}neil@acme.example", '\u{2019}', 2),
            ("a\u{3164}nn@acme.example", '\u{3164}', 2),
            ("ann@ac\u{2800}me.example", '\u{2800}', 7),
            ("a\u{202e}nn@acme.example", '\u{202e}', 2),
            ("ann@acm\u{435}.example", '\u{435}', 8),
            ("ann@\u{430}cme.example", '\u{430}', 5),
            ("ann@acme.ex\u{ff41}mple", '\u{ff41}', 12),
            // Only Cyrillic letters, and only Greek ones, drawn as Latin letters are; and Latin ones drawn as others.
            ("ann@\u{430}\u{441}\u{435}.com", '\u{430}', 5),
            ("ann@sub.\u{3bf}\u{3c1}\u{3b1}.com", '\u{3bf}', 9),
            ("ann@\u{251}cme.com", '\u{251}', 5),
        ] {
            match new_address(text) {
                Err(Reason::Character { c, place, .. }) => {
                    assert_eq!((c, place), (odd, at), "{}", text.escape_unicode());
                }
                other => panic!("{}: {other:?}", text.escape_unicode()),
            }
        }
        // As encoded for the wire: a letter of another alphabet, all of them, and one that is invisible.
        for (part, odd) in [
            ("xn--cme-5cd", '\u{430}'),
            ("XN--80ak9a", '\u{430}'),
            ("xn--acme-w76a", '\u{200b}'),
        ] {
            match new_address(&format!("ann@{part}.com")) {
                Err(Reason::Encoded { part: said, c, .. }) => {
                    assert_eq!((said.as_str(), c), (part, odd));
                }
                other => panic!("{part}: {other:?}"),
            }
        }
        for text in [
            "",
            "ann",
            "ann@acme",
            "a@x.example; b@x.example",
            "712020:f3daf608-9c19-42c5-8826-317b82197222",
        ] {
            assert!(new_address(text).is_err(), "{text}");
        }
    }
    #[test]
    fn an_address_has_the_form_that_mail_allows() {
        let long = "a".repeat(64);
        for text in [
            "ann@-acme.example".to_owned(),
            "ann@acme-.example".to_owned(),
            "ann@acme.1".to_owned(),
            "ann@192.168.0.1".to_owned(),
            "ann@ac_me.example".to_owned(),
            "ann@xn--.example".to_owned(),
            "ann@xn--acme-.example".to_owned(),
            "ne..wx@acme.example".to_owned(),
            ".newx@acme.example".to_owned(),
            "newx.@acme.example".to_owned(),
            format!("{long}a@acme.example"),
            format!("ann@{long}.example"),
            format!("ann@{}.example", "\u{fc}".repeat(60)),
            format!("ann@{}example", "abc.".repeat(62)),
        ] {
            let read = new_address(&text);
            let refused = matches!(read, Err(Reason::NoMail(_) | Reason::Address(_)));
            assert!(refused, "{text}: {read:?}");
        }
        let longest = format!("{long}@{}.example", "a".repeat(63));
        assert_eq!(new_address(&longest).as_deref(), Ok(longest.as_str()));
    }
}
