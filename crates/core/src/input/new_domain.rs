//! The domain of an address that is written: what mail allows, and what a reader cannot take for another domain.

use icu_normalizer::ComposingNormalizer;
use icu_properties::CodePointMapData;
use icu_properties::props::Script;
use unicode_security::skeleton;

use super::Reason;
use crate::escape_characters::is_unseen;

/// The longest domain, and the longest part of one between dots, as mail has them.
const LONGEST: usize = 253;
const LONGEST_PART: usize = 63;
/// What begins a part that stands for letters other than ASCII.
const ENCODED: &str = "xn--";

/// A character that cannot be there, with its place, and why.
struct Odd {
    at: usize,
    c: char,
    why: &'static str,
}

/// Checks a domain. `before`: so many characters stand before it in the address.
pub(super) fn check(domain: &str, before: usize) -> Result<(), Reason> {
    let mut at = before;
    let last = domain.rsplit('.').next().map(decoded);
    let script = last.flatten().as_deref().and_then(script_of);
    for part in domain.split('.') {
        let length = part.chars().count();
        let Some(letters) = decoded(part) else {
            return Err(Reason::NoMail(
                "a part of its domain begins with xn-- and stands for no letters",
            ));
        };
        if let Some(odd) = odd(&letters, script) {
            return Err(if letters == part {
                Reason::Character {
                    c: odd.c,
                    place: at + odd.at + 1,
                    why: odd.why,
                }
            } else {
                Reason::Encoded {
                    part: part.to_owned(),
                    c: odd.c,
                    why: odd.why,
                }
            });
        }
        at += length + 1;
    }
    form(domain).map_or(Ok(()), |why| Err(Reason::NoMail(why)))
}

/// A part of a domain in letters; `None` where it has the mark of encoded letters and has none.
fn decoded(part: &str) -> Option<String> {
    let encoded = part
        .get(..ENCODED.len())
        .is_some_and(|mark| mark.eq_ignore_ascii_case(ENCODED));
    if !encoded {
        return Some(part.to_owned());
    }
    let rest = part.get(ENCODED.len()..)?.to_ascii_lowercase();
    let letters = idna::punycode::decode_to_string(&rest)?;
    (!letters.is_ascii()).then_some(letters)
}

/// The first character of a part that its owner would not type. `last`: the alphabet of the last part of the domain.
fn odd(part: &str, last: Option<Script>) -> Option<Odd> {
    let find = |is: &dyn Fn(char) -> bool, why| {
        let mut characters = part.chars().enumerate();
        let (at, c) = characters.find(|(_, c)| is(*c))?;
        Some(Odd { at, c, why })
    };
    find(&is_unseen, "a reader does not see it")
        .or_else(|| {
            find(
                &|c| !c.is_ascii() && !is_composed(c),
                "it looks like another character",
            )
        })
        .or_else(|| {
            let (at, c) = stranger(part)?;
            let why = "its alphabet is not that of the letters beside it";
            Some(Odd { at, c, why })
        })
        .or_else(|| {
            if !looks_like_ascii(part) || (last.is_some() && script_of(part) == last) {
                return None;
            }
            let why = "that part of the domain looks like one of plain letters";
            find(&|c| !c.is_ascii(), why)
        })
}

/// Whether a character stands for itself, and not for a plainer one, as full-width letters do.
fn is_composed(c: char) -> bool {
    ComposingNormalizer::new_nfkc().is_normalized(c.encode_utf8(&mut [0; 4]))
}

/// Whether every letter of a part that has others than ASCII is drawn as one of ASCII.
fn looks_like_ascii(part: &str) -> bool {
    !part.is_ascii() && skeleton(part).all(|c| c.is_ascii())
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

fn has_own_script(c: char) -> bool {
    !matches!(script(c), Script::Common | Script::Inherited)
}

/// The alphabet of a part, where it is another than the Latin one.
fn script_of(part: &str) -> Option<Script> {
    let first = part.chars().find(|c| has_own_script(*c)).map(script);
    first.filter(|script| *script != Script::Latin)
}

/// The first letter of a part whose alphabet is another than that of the letters before it. Writing with Chinese
/// characters mixes them with those of Japan, Korea and Taiwan.
fn stranger(part: &str) -> Option<(usize, char)> {
    const EAST: [Script; 5] = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Hangul,
        Script::Bopomofo,
    ];
    let mut letters = part.chars().enumerate();
    let latin = part.chars().any(|c| script(c) == Script::Latin);
    let first = if latin {
        Script::Latin
    } else {
        part.chars().find(|c| has_own_script(*c)).map(script)?
    };
    letters.find(|(_, c)| {
        let own = script(*c);
        has_own_script(*c) && own != first && !(EAST.contains(&own) && EAST.contains(&first))
    })
}

/// What mail does not allow in a domain.
fn form(domain: &str) -> Option<&'static str> {
    let Ok(ascii) = idna::domain_to_ascii(domain) else {
        return Some("its domain has letters that no domain can have");
    };
    let mut parts = ascii.split('.');
    if ascii.len() > LONGEST || parts.clone().any(|part| part.len() > LONGEST_PART) {
        return Some("its domain, or a part of it, is longer than a domain can be");
    }
    if parts
        .clone()
        .any(|part| part.starts_with('-') || part.ends_with('-'))
    {
        return Some("a part of its domain begins or ends with a hyphen");
    }
    if ascii.contains('_') {
        return Some("its domain has an underscore");
    }
    let last = parts.next_back().unwrap_or_default();
    last.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some("its domain ends with a number")
}
