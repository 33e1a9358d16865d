//! Values of facets.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// A value of a facet: a text that the facet's file understands, or nothing. Engines compare values and never look
/// inside. Written as a text or `null`; where the service spells the text in another way, as both.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Form", into = "Form")]
pub struct Value {
    text: Option<String>,
    /// Its spelling, when that is not the text. It makes no difference between values.
    spelling: Option<String>,
    /// The ID of what was read, see [`Value::of_id`]. It makes no difference either, and is not written.
    id: Option<String>,
}

/// How a value is written in plans and journals.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Text(Option<String>),
    Spelled { text: String, spelling: String },
}

impl From<Form> for Value {
    fn from(form: Form) -> Self {
        match form {
            Form::Text(text) => Self { text, ..Self::NONE },
            Form::Spelled { text, spelling } => Self::spelled(text, spelling),
        }
    }
}

impl From<Value> for Form {
    fn from(value: Value) -> Self {
        match (value.text, value.spelling) {
            (Some(text), Some(spelling)) => Self::Spelled { text, spelling },
            (text, _) => Self::Text(text),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Value {
    /// Nothing: no policy, an empty field.
    pub const NONE: Self = Self {
        text: None,
        spelling: None,
        id: None,
    };

    /// A value.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..Self::NONE
        }
    }

    /// The same value, read of the target with this ID, where the target is named by its name: a group that a run
    /// creates.
    #[must_use]
    pub fn of_id(self, id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            ..self
        }
    }

    /// The ID of the target that it was read of, where the target is named by its name.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// A value whose text is spelled in another way, such as with capitals, and is the same all the same.
    #[must_use]
    pub fn spelled(text: impl Into<String>, spelling: impl Into<String>) -> Self {
        let (text, spelling) = (text.into(), spelling.into());
        Self {
            spelling: Some(spelling).filter(|spelling| *spelling != text),
            text: Some(text),
            id: None,
        }
    }

    /// Its text; `None` for nothing.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Its text, as it is spelled.
    #[must_use]
    pub fn spelling(&self) -> Option<&str> {
        self.spelling.as_deref().or(self.text.as_deref())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self {
            text: text.map(str::to_owned),
            ..Self::NONE
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_is_kept_and_makes_no_difference() {
        let spelled = Value::spelled("ann@x.example", "Ann@X.example");
        assert_eq!(spelled, Value::new("ann@x.example"));
        assert_eq!(spelled.text(), Some("ann@x.example"));
        assert_eq!(spelled.spelling(), Some("Ann@X.example"));
        for (value, written) in [
            (
                spelled,
                r#"{"text":"ann@x.example","spelling":"Ann@X.example"}"#,
            ),
            (Value::spelled("a", "a"), r#""a""#),
            (Value::NONE, "null"),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), written);
            let read: Value = serde_json::from_str(written).unwrap();
            assert_eq!(read.spelling(), value.spelling());
            assert_eq!(read.text(), value.text());
        }
    }
}
