//! The spellings of an address that look alike: with invisible characters, composed or decomposed letters, or its
//! domain in Unicode or Punycode.

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use crate::escape_characters::is_unseen;

/// The sign of the unit kelvin, whose small letter is that of K: another character all the same.
const KELVIN: char = '\u{212a}';

/// The comparison key of an address: trimmed and in lower case.
pub(crate) fn key(email: &str) -> String {
    let small = |text: &str| text.to_lowercase();
    let email = email.trim();
    if email.is_ascii() {
        return email.to_ascii_lowercase();
    }
    let parts: Vec<String> = email.split(KELVIN).map(small).collect();
    parts.join(KELVIN.encode_utf8(&mut [0; 4]))
}

/// The plain letters or digits as which some programs read a character that no keyboard has, such as a long s, the sign
/// for kelvin, or a bold letter of mathematics. Full-width letters and ligatures are what keyboards and printed pages have.
fn letterlike(c: char) -> Option<char> {
    if c.is_ascii() || matches!(c, '\u{ff00}'..='\u{ffef}' | '\u{fb00}'..='\u{fb06}') {
        return None;
    }
    let plain = ComposingNormalizer::new_nfkc();
    let plain = plain.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
    let mut letters = plain.chars();
    letters
        .next()
        .filter(|c| c.is_ascii_alphanumeric() && letters.next().is_none())
}

/// The ways to read an address, as they are compared, the most faithful first. An address in plain ASCII has one.
///
/// The others are what copying, word processors and keyboards make of it: invisible characters are left out,
/// letters are composed and decomposed, full-width letters and typographic dashes and apostrophes become plain,
/// and the domain is written in letters and in Punycode.
pub(crate) fn readings(email: &str) -> Vec<String> {
    let first = key(email);
    if first.is_ascii() && !first.contains("xn--") && !first.contains(|c: char| c.is_control()) {
        return vec![first];
    }
    if first.chars().any(|c| letterlike(c).is_some()) {
        return vec![first];
    }
    let clean: String = first.chars().filter(|c| !is_unseen(*c)).collect();
    let composed = ComposingNormalizer::new_nfc();
    let plain: String = clean.chars().map(typewritten).collect();
    let plain = ComposingNormalizer::new_nfkc().normalize(&plain);
    let mut all = vec![first];
    for text in [composed.normalize(&clean), plain] {
        // Lower case may compose differently: İ.
        let text = composed.normalize(&key(&text)).into_owned();
        let decomposed = DecomposingNormalizer::new_nfd().normalize(&text);
        let mut add = |text: String| {
            if !all.contains(&text) {
                all.push(text);
            }
        };
        add(text.clone());
        add(decomposed.into_owned());
        if let Some((name, domain)) = text.rsplit_once('@') {
            if let Ok(ascii) = idna::domain_to_ascii(domain) {
                add(format!("{name}@{ascii}"));
            }
            if let (letters, Ok(())) = idna::domain_to_unicode(domain) {
                add(format!("{name}@{letters}"));
            }
        }
    }
    all
}

/// Whether a reader cannot tell the two apart, although they are different: one is no suggestion for the other.
#[must_use]
pub fn looks_the_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().map(|c| letterlike(c).unwrap_or(c));
        letters.collect()
    };
    look_alike(&plain(one), &plain(other)) || only_scripts_differ(one, other)
}

/// Whether two addresses cannot be told apart by looking at them.
pub(crate) fn look_alike(one: &str, other: &str) -> bool {
    let others = readings(other);
    readings(one).iter().any(|reading| others.contains(reading))
}

/// Whether the addresses differ only where one has a Latin letter and the other a letter of another script: most such
/// pairs are drawn alike, and a suggestion would repeat what the reader sees. They are still different addresses.
pub(crate) fn only_scripts_differ(one: &str, other: &str) -> bool {
    let foreign = |c: char| c.is_alphabetic() && !is_latin(c);
    let (one, other) = (key(one), key(other));
    let mut pairs = one.chars().zip(other.chars());
    one != other
        && one.chars().count() == other.chars().count()
        && pairs.all(|(a, b)| {
            a == b || (foreign(a) && b.is_alphabetic()) || (foreign(b) && a.is_alphabetic())
        })
}

fn is_latin(c: char) -> bool {
    matches!(
        CodePointMapData::<Script>::new().get(c),
        Script::Latin | Script::Common | Script::Inherited
    )
}

/// The plain character for one that word processors substitute.
fn typewritten(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
        '\u{3002}' => '.',
        c => c,
    }
}

/// What a reader cannot see about an address: invisible characters, and letters of other alphabets among Latin ones.
#[must_use]
pub fn unusual(email: &str) -> Option<String> {
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    let mut hidden: Vec<String> = email.chars().filter(|c| is_unseen(*c)).map(code).collect();
    hidden.dedup();
    if !hidden.is_empty() {
        let what = if hidden.len() == 1 {
            "an invisible character"
        } else {
            "invisible characters"
        };
        let more = if hidden.len() > 4 { ", …" } else { "" };
        hidden.truncate(4);
        return Some(format!("contains {what} ({}{more})", hidden.join(", ")));
    }
    let letter = |c: char| Some((c, letterlike(c)?));
    if let Some((c, plain)) = email.chars().find_map(letter) {
        return Some(format!(
            "contains {}, which is not the character {plain}",
            code(c)
        ));
    }
    let mut words = email.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic());
    words.find_map(|word| {
        if !word.contains(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let other = word.chars().find(|c| c.is_alphabetic() && !is_latin(*c))?;
        Some(format!(
            "contains {}, which is not a Latin letter",
            code(other)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_reads_alike() {
        for (one, other) in [
            ("ann@acme-labs.example", "ann@acme\u{ad}-labs.example"),
            (
                "ann@acme.example",
                "\u{2068}ann@ac\u{200b}me.example\u{2069}",
            ),
            ("ann@acme.example", "a\u{3164}nn@acme.example\u{ffa0}"),
            ("ann@acme.example", "ann@acme.example\u{e0100}"),
            ("ann@acme.example", "ann\u{2800}@acme.example"),
            // Of the same table as what the terminal shows as a number.
            (
                "ann@acme.example",
                "ann\u{1d159}@acme\u{fffe}.example\u{2029}",
            ),
            ("zo\u{eb}@acme.example", "zoe\u{308}@acme.example"),
            ("zoe\u{308}@acme.example", "ZO\u{cb}@acme.example"),
            ("ann@b\u{fc}cher.example", "ann@xn--bcher-kva.example"),
            ("ann@xn--bcher-kva.example", "ann@bu\u{308}cher.example"),
            ("ann@acme-labs.example", "ann@acme\u{2011}labs.example"),
            ("ann@acme.example", "ａｎｎ＠ａｃｍｅ．ｅｘａｍｐｌｅ"),
            ("o'neil@acme.example", "o\u{2019}neil@acme.example"),
        ] {
            assert!(look_alike(one, other), "{}", other.escape_unicode());
            assert!(look_alike(other, one), "{}", other.escape_unicode());
        }
        for (one, other) in [
            ("ann@acme.example", "anne@acme.example"),
            ("zoe@acme.example", "zo\u{eb}@acme.example"),
            ("ann@acme.example", "\u{430}nn@acme.example"),
            ("kim@acme.example", "\u{212a}im@acme.example"),
            ("sam@acme.example", "\u{17f}am@acme.example"),
            ("sam@acme.example", "\u{1d42c}am@acme.example"),
        ] {
            assert!(!look_alike(one, other), "{}", other.escape_unicode());
        }
    }

    #[test]
    fn invisible_characters_are_reported() {
        let of = |text: &str| unusual(text).unwrap_or_default();
        assert!(of("a\u{200b}nn@acme.example").contains("U+200B"));
        assert!(of("\u{430}nn@acme.example").contains("U+0430"));
        assert!(of("\u{212a}im@acme.example").contains("U+212A, which is not the character K"));
        assert!(looks_the_same("\u{17f}am@acme.example", "sam@acme.example"));
        assert_ne!(key("\u{212a}im@acme.example"), key("kim@acme.example"));
        for usual in [
            "ann@acme.example",
            "zo\u{eb}@acme.example",
            "ann@\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.example",
            "\u{5c71}\u{7530}@acme.example",
        ] {
            assert_eq!(unusual(usual), None, "{usual}");
        }
    }
}
