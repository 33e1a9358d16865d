//! Text from people: files of any encoding, and the traces of copy and paste.

use std::borrow::Cow;

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// The text of a saved file: UTF-8, or UTF-16 as Windows' tools write it, with or without a byte order
/// mark. What is no text in either becomes U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    let wide = |from: usize, unit: fn([u8; 2]) -> u16| {
        let units = bytes.get(from..).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> = units
            .filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(2, u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(2, u16::from_be_bytes),
        // What is read here begins with a letter, a digit or a sign: every second byte of it is zero.
        [first, 0, _, 0, ..] if *first != 0 => wide(0, u16::from_le_bytes),
        [0, second, 0, _, ..] if *second != 0 => wide(0, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes)
            .trim_start_matches('\u{feff}')
            .to_owned(),
    }
}

/// Whether the character is invisible: ignorable in Unicode, or a control character other than white space.
pub(crate) fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || (!c.is_ascii() && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c))
}

/// Whether the text is the address of a web page, with or without its scheme: `https://admin.atlassian.com/o/…?token=…`.
pub(crate) fn is_web_address(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    let text = text.trim_start_matches(['<', '(', '[']);
    if text.contains("://") || text.to_ascii_lowercase().contains("%3a%2f%2f") {
        return true;
    }
    let Some((host, _)) = text.split_once(['/', '?', '#']) else {
        return false;
    };
    // A token that was damaged has dots as well, and begins with JSON in base64.
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let of_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let Some((name, ending)) = host.rsplit_once('.') else {
        return false;
    };
    let is_ending = ending.len() >= 2 && ending.chars().all(|c| c.is_ascii_lowercase());
    !name.is_empty() && is_ending && host.chars().all(of_host)
}

/// Whether it is a space that is not the usual one.
pub(crate) fn is_odd_space(c: char) -> bool {
    c != ' ' && !matches!(c, '\t' | '\n' | '\r') && c.is_whitespace()
}

/// Characters that replace a straight double quote.
pub(crate) const DOUBLE_QUOTES: [char; 8] = ['“', '”', '„', '‟', '″', '＂', '«', '»'];
/// The same for a single quote.
pub(crate) const SINGLE_QUOTES: [char; 9] = ['‘', '’', '‚', '‛', '′', '＇', '‹', '›', '´'];
/// Characters that replace one hyphen; other dashes may replace two.
pub(crate) const HYPHENS: [char; 4] = ['\u{2010}', '\u{2011}', '\u{2212}', '\u{fe63}'];

/// The character for which an East Asian keyboard or editor wrote its wide form, or its own punctuation: `：` for `:`.
pub(crate) fn narrow(c: char) -> Option<char> {
    Some(match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        '、' | '､' | '﹐' | '﹑' => ',',
        '。' | '｡' | '﹒' => '.',
        '﹔' => ';',
        '﹕' => ':',
        '﹦' => '=',
        '「' | '」' | '『' | '』' | '｢' | '｣' | '〝' | '〞' | '〟' => '"',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '﹛' => '{',
        '﹜' => '}',
        _ => return None,
    })
}

/// A secret without what copying and editors leave in it: spaces around it, a byte order mark, invisible
/// characters, one pair of quotes, the line breaks of a mail program.
pub(crate) fn bare(text: &str) -> Cow<'_, str> {
    let odd = |c: char| is_invisible(c) || HYPHENS.contains(&c);
    let text: Cow<'_, str> = if text.contains(odd) {
        let kept = text.chars().filter(|c| !is_invisible(*c));
        kept.map(|c| if HYPHENS.contains(&c) { '-' } else { c })
            .collect::<String>()
            .into()
    } else {
        text.into()
    };
    let inner = unquoted(text.trim());
    if let Some(joined) = unwrapped(inner) {
        return joined.into();
    }
    if inner.len() == text.len() {
        return text;
    }
    inner.to_owned().into()
}

/// Without one pair of quotes.
fn unquoted(text: &str) -> &str {
    let inside = |opens: &[char], closes: &[char]| {
        text.strip_prefix(opens)?
            .strip_suffix(closes)
            .map(str::trim)
    };
    inside(&['"'], &['"'])
        .or_else(|| inside(&['\''], &['\'']))
        .or_else(|| inside(&DOUBLE_QUOTES, &DOUBLE_QUOTES))
        .or_else(|| inside(&SINGLE_QUOTES, &SINGLE_QUOTES))
        .unwrap_or(text)
}

/// Joins a word that was broken into lines of equal length; in other cases something else may be in between.
fn unwrapped(text: &str) -> Option<String> {
    /// No mail program breaks lines that are shorter.
    const SHORTEST: usize = 20;
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let (last, whole) = lines.split_last()?;
    let width = whole.first()?.len();
    let sure = width >= SHORTEST
        && whole.iter().all(|line| line.len() == width)
        && (1..=width).contains(&last.len())
        && !text.contains([' ', '\t']);
    sure.then(|| lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_text_in_any_encoding() {
        let le: Vec<u8> = "a.b.c\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let be: Vec<u8> = "a.b.c\r\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let marked = |mark: [u8; 2], text: &[u8]| [&mark[..], text].concat();
        for bytes in [
            b"a.b.c\r\n".to_vec(),
            b"\xef\xbb\xbfa.b.c\r\n".to_vec(),
            marked([0xFF, 0xFE], &le),
            marked([0xFE, 0xFF], &be),
            le.clone(),
            be.clone(),
            // Cut in the middle of a character.
            [&le[..], b"x"].concat(),
        ] {
            assert_eq!(decode(&bytes), "a.b.c\r\n", "{bytes:?}");
        }
        assert_eq!(decode(b""), "");
        assert_eq!(decode(&[0xFF, 0xFE]), "");
        assert_eq!(decode(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(decode("Zoë 李".as_bytes()), "Zoë 李");
    }

    #[test]
    fn what_copying_leaves_is_taken_off() {
        for text in [
            "a.b.c",
            "\u{feff} \u{a0}a.b.c\u{200b}\r\n",
            "\"a.b.c\"",
            "“a.b.c”",
            "‘a.b.c’\u{2028}",
            "' a.b.c '",
            "a\u{ad}.b\u{2060}.c",
        ] {
            assert_eq!(bare(text), "a.b.c", "{text:?}");
        }
        assert_eq!(bare("a\u{2011}b"), "a-b");
        let line = "0123456789012345678901234";
        assert_eq!(
            bare(&format!("{line}\r\n{line}\nabc\n")),
            format!("{line}{line}abc")
        );
        // Lines of different lengths, or a line that is longer than those before, may be something else.
        for text in [
            format!("{line}\n{line}x"),
            format!("{line}\n{line}x\nabc"),
            "a.b.c\nd".into(),
        ] {
            assert_eq!(bare(&text), text, "{text:?}");
        }
    }
}
