//! Decodes text: as the user says, or UTF-8 with or without a byte order mark, UTF-16, or what is detected.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::encoding::{self, Encoding};
use super::{Binary, InputError, address};
use crate::escape_characters::is_unseen;

/// The most bytes without white space or a delimiter. A cell of a spreadsheet holds 32,767 characters at most.
const LONGEST: usize = 4 * 32_767;

/// The text, without a byte order mark.
pub(super) fn decode(
    bytes: &[u8],
    asked: Option<Encoding>,
) -> Result<(String, Encoding), InputError> {
    let (text, encoding) = decoded(bytes, asked)?;
    if let Some(what) = Binary::of_text(&text) {
        return Err(InputError::NotList(what));
    }
    match too_long(&text) {
        Some((line, bytes)) => Err(InputError::LongText { line, bytes }),
        None => Ok((text, encoding)),
    }
}

/// The line and the length of a word that no list of people has: something else was put into a cell.
fn too_long(text: &str) -> Option<(u64, u64)> {
    // Also those of JSON, whose own reader says what is wrong with it.
    let is_break =
        |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'|' | b'[' | b'{');
    let (mut line, mut length) = (1_u64, 0);
    for byte in text.bytes() {
        length = if is_break(byte) {
            if length > LONGEST {
                break;
            }
            line += u64::from(byte == b'\n');
            0
        } else {
            length + 1
        };
    }
    (length > LONGEST).then_some((line, length as u64))
}

fn decoded(bytes: &[u8], asked: Option<Encoding>) -> Result<(String, Encoding), InputError> {
    if let Some(what) = Binary::of(bytes) {
        return Err(InputError::NotText(what));
    }
    if let Some(asked) = asked {
        let text = asked.read(bytes).ok_or(InputError::NotIn(asked))?;
        return Ok((text, asked));
    }
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        // Without a mark: every other byte of ASCII text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    };
    if let Some(utf16) = utf16 {
        let text = Encoding::from(utf16).read(bytes);
        let text = text.ok_or(InputError::NotText(Binary::BrokenUtf16))?;
        return Ok((text, Encoding::UTF_16));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first_line = bytes.split(|byte| *byte == b'\n').next();
    let zero = |bytes: &[u8]| bytes.contains(&0);
    match std::str::from_utf8(bytes) {
        Ok(text) => match encoding::escaped(bytes) {
            Some(found) => Ok(found),
            // A cell further down may hold any character; its reader reports what is wrong with it.
            None if !first_line.is_some_and(zero) => Ok((text.to_owned(), Encoding::UTF_8)),
            None => Err(InputError::NotText(Binary::Other)),
        },
        _ if zero(bytes) => Err(InputError::NotText(Binary::Other)),
        _ => {
            let is_address = |word: &str| address::check(word).is_ok();
            encoding::detected(bytes, is_address).map_err(InputError::Encoding)
        }
    }
}

/// Without white space and invisible characters around it.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c))
}

/// The text without what DOS puts at the end of files, and with line ends of one kind: editors count each of the
/// three as one line.
pub(super) fn tidied(text: String) -> String {
    let text = match text.trim_end_matches('\u{1a}') {
        shorter if shorter.len() < text.len() => shorter.to_owned(),
        _ => text,
    };
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_spreadsheets_are_recognized() {
        let of = |bytes: &[u8]| decode(bytes, None).unwrap();
        assert_eq!(of("Zoë".as_bytes()), ("Zoë".to_owned(), Encoding::UTF_8));
        assert_eq!(of(b"\xef\xbb\xbfa"), ("a".to_owned(), Encoding::UTF_8));
        assert_eq!(of(b"Zo\xeb").0, "Zoë");
        assert_eq!(of(b"\xff\xfea\0b\0"), ("ab".to_owned(), Encoding::UTF_16));
        assert_eq!(of(b"\xfe\xff\0a\0b"), ("ab".to_owned(), Encoding::UTF_16));
        assert_eq!(of(b"a\0b\0"), ("ab".to_owned(), Encoding::UTF_16));
        assert_eq!(of(b""), (String::new(), Encoding::UTF_8));
    }

    #[test]
    fn a_word_that_no_cell_holds_is_refused_by_its_line_and_not_repeated() {
        let of = |word: usize| format!("Email\nann@x.example\n{},b\nc\n", "x".repeat(word));
        assert!(decode(of(LONGEST).as_bytes(), None).is_ok());
        for text in [of(LONGEST + 1), of(LONGEST + 1).replace(",b\nc\n", "")] {
            let error = decode(text.as_bytes(), None).unwrap_err();
            let bytes = LONGEST as u64 + 1;
            assert_eq!(error, InputError::LongText { line: 3, bytes });
            assert!(error.to_string().len() < 200, "{error}");
        }
        // A long line of many people is one of Atlassian's own forms.
        let people = "ann@x.example,".repeat(LONGEST / 4);
        assert!(decode(people.as_bytes(), None).is_ok());
    }

    #[test]
    fn lines_end_in_one_way() {
        let of = |text: &str| tidied(text.to_owned());
        assert_eq!(of("a\rb\r\nc\n\rd\n\u{1a}"), "a\nb\nc\n\nd\n");
        assert_eq!(of("a\u{1a}b\u{1a}\u{1a}"), "a\u{1a}b");
    }

    #[test]
    fn binary_files_are_refused() {
        for bytes in [
            &b"PK\x03\x04rest"[..],
            b"%PDF-1.7",
            b"abc\0def",
            b"abc\n\0\xff",
            b"\x1f\x8b\x08",
        ] {
            assert!(matches!(decode(bytes, None), Err(InputError::NotText(_))));
        }
    }
}
