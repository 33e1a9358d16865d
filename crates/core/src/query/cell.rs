//! A value in a result.

use std::fmt::Write as _;

use rusqlite::types::ValueRef;

/// A value in a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Unknown; never means "no".
    Unknown,
    /// Reported: there is none.
    None,
    /// Reported: it never happened.
    Never,
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// At least so many: more may count, of which it is unknown.
    AtLeast(i64),
    /// Another number.
    Real(f64),
    /// At least so much.
    AtLeastReal(f64),
    /// Text. It is untrusted; escape it before printing.
    Text(String),
}

impl Cell {
    /// The text, when it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Cell {
    /// The size of a value in bytes.
    pub(crate) fn bytes(value: ValueRef<'_>) -> usize {
        let own = match value {
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 0,
            ValueRef::Text(text) => text.len(),
            ValueRef::Blob(bytes) => bytes.len().saturating_mul(2),
        };
        own.saturating_add(size_of::<Self>())
    }

    /// Converts a SQLite value; `None` when memory is short.
    pub(crate) fn read(value: ValueRef<'_>) -> Option<Self> {
        let room = |bytes: usize| {
            let mut text = String::new();
            text.try_reserve_exact(bytes).ok().map(|()| text)
        };
        Some(match value {
            ValueRef::Null => Self::Unknown,
            ValueRef::Integer(number) => Self::Number(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => {
                let mut text = room(bytes.len())?;
                match std::str::from_utf8(bytes) {
                    Ok(whole) => text.push_str(whole),
                    Err(_) => text.push_str(&String::from_utf8_lossy(bytes)),
                }
                Self::Text(text)
            }
            ValueRef::Blob(bytes) => {
                let mut text = room(bytes.len().saturating_mul(2))?;
                for byte in bytes {
                    // Writing to a text cannot fail.
                    let _ = write!(text, "{byte:02x}");
                }
                Self::Text(text)
            }
        })
    }
}
