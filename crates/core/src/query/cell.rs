//! One value of an answer.

use rusqlite::types::ValueRef;

/// One value of an answer.
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

impl From<ValueRef<'_>> for Cell {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Unknown,
            ValueRef::Integer(number) => Self::Number(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(text) => Self::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => {
                Self::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
            }
        }
    }
}
