//! Files that are not text and are given in the place of a list.

/// What a file is that is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    /// A workbook of a spreadsheet program.
    Workbook,
    /// A document of a word processor.
    Document,
    /// A ZIP archive.
    Archive,
    /// A compressed file.
    Compressed,
    /// A PDF.
    Pdf,
    /// An image.
    Image,
    /// A SQLite database.
    Database,
    /// A Parquet file.
    Parquet,
    /// A workbook as XML.
    SheetXml,
    /// A web page with its files in one, or a mail, as MIME.
    Mime,
    /// UTF-16 that ends in the middle of a character or has halves of one.
    BrokenUtf16,
    /// Something else, with zero bytes in it.
    Other,
}

/// The names of a ZIP archive's first files are in so many bytes.
const FIRST_NAMES: usize = 4096;

impl Binary {
    /// What the bytes are, by how they begin.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let names = bytes.get(..FIRST_NAMES).unwrap_or(bytes);
        let names_one = |name: &[u8]| names.windows(name.len()).any(|part| part == name);
        let workbook = [
            &b"[Content_Types].xml"[..],
            b"xl/",
            b"vnd.oasis.opendocument",
        ];
        Some(match bytes {
            [b'P', b'K', 3, 4, ..] if names_one(b"word/") => Self::Document,
            [b'P', b'K', 3, 4, ..] if workbook.into_iter().any(names_one) => Self::Workbook,
            [b'P', b'K', 3, 4, ..] => Self::Archive,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Workbook,
            [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Compressed,
            [b'7', b'z', 0xbc, 0xaf, ..] => Self::Archive,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Self::Image,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Image,
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            _ if bytes.starts_with(b"SQLite format 3\0") => Self::Database,
            _ => return None,
        })
    }

    /// What a text is that holds a list in a form of its own.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let begin: String = text.chars().take(FIRST_NAMES).collect();
        let begin = begin.to_ascii_lowercase();
        let of_sheets = [
            "\"urn:schemas-microsoft-com:office:spreadsheet\"",
            "\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"",
        ];
        let is_xml = begin.trim_start().starts_with('<') && !begin.contains("<html");
        if is_xml && of_sheets.iter().any(|name| begin.contains(name)) {
            return Some(Self::SheetXml);
        }
        let head = begin
            .trim_start()
            .lines()
            .take_while(|line| !line.trim().is_empty());
        let has = |name: &str, values: &[&str]| {
            head.clone().any(|line| {
                let value = line
                    .strip_prefix(name)
                    .and_then(|rest| rest.strip_prefix(':'));
                value.is_some_and(|value| values.iter().any(|one| value.trim().starts_with(one)))
            })
        };
        let is_packed = has("content-type", &["multipart/"])
            || has("content-transfer-encoding", &["quoted-printable", "base64"]);
        (is_packed && has("mime-version", &["1"]) || is_mail(&begin)).then_some(Self::Mime)
    }

    /// What it is, with its article.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workbook => "a workbook",
            Self::Document => "a document of a word processor",
            Self::Archive => "an archive",
            Self::Compressed => "a compressed file",
            Self::Pdf => "a PDF",
            Self::Image => "an image",
            Self::Database => "a SQLite database",
            Self::Parquet => "a Parquet file",
            Self::SheetXml => "a workbook in XML",
            Self::Mime => "a web archive or a mail message in MIME form",
            Self::BrokenUtf16 => "broken UTF-16",
            Self::Other => "binary data",
        }
    }

    /// What to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Mime | Self::Document => {
                "open it in the program that wrote it, and save its table as CSV"
            }
            Self::Workbook | Self::SheetXml => {
                "open it in a spreadsheet program and save it as CSV"
            }
            Self::Archive | Self::Compressed => "unpack it, and use the file in it",
            Self::BrokenUtf16 => "save it again as UTF-8",
            _ => "use a text file, such as CSV",
        }
    }
}

/// Whether a text, in small letters, begins as a mail on its way does, and not only as people quote one.
fn is_mail(text: &str) -> bool {
    let Some((head, _)) = text.trim_start().split_once("\n\n") else {
        return false;
    };
    let lines = head.lines().filter(|line| !line.starts_with([' ', '\t']));
    let names: Option<Vec<&str>> = lines
        .map(|line| {
            let (name, _) = line.split_once(':')?;
            let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            (is_name && !name.is_empty()).then_some(name)
        })
        .collect();
    let on_its_way = [
        "return-path",
        "received",
        "message-id",
        "delivered-to",
        "dkim-signature",
    ];
    names.is_some_and(|names| {
        names.contains(&"from") && names.iter().any(|name| on_its_way.contains(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_told_from_another_archive() {
        let archive = |name: &str| [&b"PK\x03\x04\x14\0\0\0"[..], name.as_bytes()].concat();
        for (name, is) in [
            ("xl/workbook.xml", Binary::Workbook),
            ("[Content_Types].xml", Binary::Workbook),
            (
                "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                Binary::Workbook,
            ),
            ("[Content_Types].xml word/document.xml", Binary::Document),
            ("people.csv", Binary::Archive),
        ] {
            assert_eq!(Binary::of(&archive(name)), Some(is), "{name}");
        }
        for (text, is) in [
            (
                "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Some(Binary::SheetXml),
            ),
            (
                "<html xmlns:x=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                None,
            ),
            (
                "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\nx",
                Some(Binary::Mime),
            ),
            (
                "From: a@x.example\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\nx",
                Some(Binary::Mime),
            ),
            (
                "From: a@x.example\nMIME-Version: 1.0\nContent-Type: text/plain\n\nb@x.example",
                None,
            ),
            (
                "Return-Path: <a@x.example>\nTo: b@x.example,\n c@x.example\nFrom: a@x.example\n\nd@x.example",
                Some(Binary::Mime),
            ),
            (
                "From: A <a@x.example>\nTo: b@x.example\n\nc@x.example",
                None,
            ),
            ("Email\na@x.example", None),
        ] {
            assert_eq!(Binary::of_text(text), is, "{text}");
        }
        assert_eq!(Binary::of(b"GIF8,ann@example.com"), None);
        assert_eq!(Binary::of(b"email\nann@example.com"), None);
    }
}
