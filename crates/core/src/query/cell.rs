//! A value in a result.

use std::fmt::Write as _;

use rusqlite::types::ValueRef;

/// A value in a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nobody told: never to be read as "no".
    Unknown,
    /// Told, and there is none.
    None,
    /// Told, and it never happened.
    Never,
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// Another number.
    Real(f64),
    /// A text. May come from anyone: to be escaped by whoever prints it.
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
    /// How many bytes a value takes as a cell.
    pub(crate) fn bytes(value: ValueRef<'_>) -> usize {
        let own = match value {
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 0,
            ValueRef::Text(text) => text.len(),
            ValueRef::Blob(bytes) => bytes.len().saturating_mul(2),
        };
        own.saturating_add(size_of::<Self>())
    }

    /// A value of SQLite's; nothing when there is no memory for it.
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
