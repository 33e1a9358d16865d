//! Which character stands between cells.

use super::header::Headings;
use super::{Columns, records};

/// The character between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, as spreadsheets write where the comma is the decimal sign.
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    pub(super) const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        }
    }

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// The line `sep=;` that Excel understands, as the first of a file: the delimiter it names, and the rest.
pub(super) fn announced(text: &str) -> Option<(Delimiter, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let name = line.trim_end_matches('\r').trim_matches('"');
    let delimiter = match name.strip_prefix("sep=").or(name.strip_prefix("SEP="))? {
        "," => Delimiter::Comma,
        ";" => Delimiter::Semicolon,
        "\t" => Delimiter::Tab,
        _ => return None,
    };
    Some((delimiter, rest))
}

/// The delimiter under which the first row names people; where several do, the one with the most columns.
pub(super) fn guess(text: &str, asked: &Columns) -> Delimiter {
    let mut best = (false, 0, Delimiter::Comma);
    for delimiter in Delimiter::ALL {
        let Some(first) = records::read(text, delimiter).next() else {
            continue;
        };
        let names = Headings::of(&first.cells, asked).is_ok();
        if (names, first.cells.len()) > (best.0, best.1) {
            best = (names, first.cells.len(), delimiter);
        }
    }
    if best.0 {
        return best.2;
    }
    // There is something above the headings, or they are not known.
    let below = |delimiter: &Delimiter| super::titles::below(text, *delimiter, asked).is_some();
    Delimiter::ALL.into_iter().find(below).unwrap_or(best.2)
}
