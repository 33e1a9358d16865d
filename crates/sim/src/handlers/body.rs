//! Reading bodies strictly: a field that is not known is an error, and so is one of another kind.

use serde_json::{Map, Value};

use super::Request;

/// The fields of a body.
pub(super) struct Body(Map<String, Value>);

impl Body {
    /// The body as an object of which every field is among these.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(request: &Request, known: &[&str]) -> Result<Self, String> {
        match request.json() {
            Some(Value::Object(fields)) => Self::of(fields, known),
            Some(_) => Err("The body is not an object".to_owned()),
            None => Err("The body is not JSON".to_owned()),
        }
    }

    /// An object inside a body.
    ///
    /// # Errors
    /// The field that is not known.
    pub fn of(fields: Map<String, Value>, known: &[&str]) -> Result<Self, String> {
        match fields.keys().find(|field| !known.contains(&field.as_str())) {
            Some(field) => Err(format!("Unrecognized field {field:?}")),
            None => Ok(Self(fields)),
        }
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// That it is missing, empty or no text.
    pub fn text(&self, name: &str) -> Result<&str, String> {
        let text = self.maybe_text(name)?;
        text.ok_or_else(|| format!("{name} is missing"))
    }

    /// A text; none when it is missing or empty.
    ///
    /// # Errors
    /// That it is no text.
    pub fn maybe_text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err(format!("{name} must be a text")),
        }
    }

    /// A list; an empty one when it is missing.
    ///
    /// # Errors
    /// That it is no list.
    pub fn list(&self, name: &str) -> Result<&[Value], String> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(format!("{name} must be a list")),
        }
    }

    /// A list of texts; an empty one when it is missing.
    ///
    /// # Errors
    /// That it is something else.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>, String> {
        let texts = self.list(name)?.iter().map(Value::as_str);
        texts
            .collect::<Option<_>>()
            .ok_or_else(|| format!("{name} must hold texts"))
    }
}
