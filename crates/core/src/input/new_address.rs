//! Addresses that are written: what somebody is to be called from now on, or whom an invitation goes to.
//!
//! An address that is looked up may be spelled in many ways, and finds the person who is meant. One that is written is
//! what its owner has to type to sign in, so that nothing may be in it that a reader cannot see or takes for another
//! letter.

use icu_normalizer::ComposingNormalizer;
use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use super::Reason;
use super::mentions::{Entry, entries};
use crate::visible::is_unseen;

/// Reads an address that is to be written, in any form in which lists have addresses. Invisible characters that take
/// no room are left out.
///
/// # Errors
/// When the text is not one address, or the address has a character that its owner would not type.
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
    let (name, _) = clean.rsplit_once('@').unwrap_or((&clean, ""));
    let length = name.chars().count();
    let mut characters = clean.chars().enumerate();
    if let Some(found) = characters.find(|(_, c)| is_unseen(*c)) {
        return refuse(found, "a reader does not see it");
    }
    let mut characters = clean.chars().enumerate();
    if let Some(found) = characters.find(|(at, c)| *at < length && !c.is_ascii()) {
        return refuse(found, "only ASCII characters can stand before the @");
    }
    let domain = || clean.chars().enumerate().skip(length + 1);
    if let Some(found) = domain().find(|(_, c)| !c.is_ascii() && !is_composed(*c)) {
        return refuse(found, "it looks like another character");
    }
    let mut label: Vec<(usize, char)> = Vec::new();
    for (at, c) in domain().chain(std::iter::once((0, '.'))) {
        if c != '.' {
            label.push((at, c));
            continue;
        }
        if let Some(found) = stranger(&label) {
            return refuse(found, "its alphabet is not that of the letters beside it");
        }
        label.clear();
    }
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

/// Whether a character stands for itself, and not for a plainer one, as full-width letters do.
fn is_composed(c: char) -> bool {
    ComposingNormalizer::new_nfkc().is_normalized(c.encode_utf8(&mut [0; 4]))
}

/// The first letter of a label whose alphabet is another than that of the letters before it. Writing with Chinese
/// characters mixes them with those of Japan, Korea and Taiwan.
fn stranger(label: &[(usize, char)]) -> Option<(usize, char)> {
    const EAST: [Script; 5] = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Hangul,
        Script::Bopomofo,
    ];
    let of = |c: char| CodePointMapData::<Script>::new().get(c);
    let mut letters = label
        .iter()
        .filter(|(_, c)| !matches!(of(*c), Script::Common | Script::Inherited));
    let latin = label.iter().any(|(_, c)| of(*c) == Script::Latin);
    let first = if latin {
        Script::Latin
    } else {
        of(letters.clone().next()?.1)
    };
    letters
        .find(|(_, c)| {
            let own = of(*c);
            own != first && !(EAST.contains(&own) && EAST.contains(&first))
        })
        .copied()
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
        ] {
            match new_address(text) {
                Err(Reason::Character { c, place, .. }) => {
                    assert_eq!((c, place), (odd, at), "{}", text.escape_unicode());
                }
                other => panic!("{}: {other:?}", text.escape_unicode()),
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
}
