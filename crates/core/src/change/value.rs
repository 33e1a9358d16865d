//! Values of facets.

use serde::{Deserialize, Serialize};

/// A value of a facet: a text that the facet's file understands, or nothing. Engines compare values and never look
/// inside. Written as a text or `null`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Value(Option<String>);

impl Value {
    /// Nothing: no policy, an empty field.
    pub const NONE: Self = Self(None);

    /// A value.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Some(text.into()))
    }

    /// Its text; `None` for nothing.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self(text.map(str::to_owned))
    }
}

/// The value before a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// This value, which may be nothing.
    Is(Value),
    /// Unknown.
    Unknown,
}

impl Before {
    /// The value, when it is known.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unknown => None,
        }
    }

    /// The text of the value, when it is known and there is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.value().and_then(Value::text)
    }
}

impl From<Option<Value>> for Before {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Unknown, Self::Is)
    }
}
