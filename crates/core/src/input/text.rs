//! Decodes text: UTF-8 with or without a byte order mark, UTF-16, or Windows-1252.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::InputError;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, either byte order.
    Utf16,
    /// Windows-1252. A guess: the bytes are not UTF-8, and any bytes are something in it.
    Windows1252,
}

impl Encoding {
    /// The encoding's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// The text, without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), InputError> {
    if let Some(what) = known_binary(bytes) {
        return Err(InputError::NotText(what));
    }
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        // Without a mark: every other byte of ASCII text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, broken) = encoding.decode_with_bom_removal(bytes);
        if broken {
            return Err(InputError::NotText("broken UTF-16"));
        }
        return Ok((text.into_owned(), Encoding::Utf16));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first_line = bytes.split(|byte| *byte == b'\n').next();
    let zero = |bytes: &[u8]| bytes.contains(&0);
    match std::str::from_utf8(bytes) {
        // A cell further down may hold any character; its reader reports what is wrong with it.
        Ok(text) if !first_line.is_some_and(zero) => Ok((text.to_owned(), Encoding::Utf8)),
        _ if zero(bytes) => Err(InputError::NotText("binary data (it contains zero bytes)")),
        _ => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            Ok((text.into_owned(), Encoding::Windows1252))
        }
    }
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

/// Recognizes files that are often given instead of a CSV.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Some("a workbook or a ZIP archive: save it as CSV first"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("an old Excel workbook: save it as CSV first"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF"),
        [0x1f, 0x8b, ..] => Some("compressed: unpack it first"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_spreadsheets_are_recognized() {
        let of = |bytes: &[u8]| decode(bytes).unwrap();
        assert_eq!(of("Zoë".as_bytes()), ("Zoë".to_owned(), Encoding::Utf8));
        assert_eq!(of(b"\xef\xbb\xbfa"), ("a".to_owned(), Encoding::Utf8));
        assert_eq!(of(b"Zo\xeb"), ("Zoë".to_owned(), Encoding::Windows1252));
        assert_eq!(of(b"\xff\xfea\0b\0"), ("ab".to_owned(), Encoding::Utf16));
        assert_eq!(of(b"\xfe\xff\0a\0b"), ("ab".to_owned(), Encoding::Utf16));
        assert_eq!(of(b"a\0b\0"), ("ab".to_owned(), Encoding::Utf16));
        assert_eq!(of(b""), (String::new(), Encoding::Utf8));
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
            assert!(matches!(decode(bytes), Err(InputError::NotText(_))));
        }
    }
}
