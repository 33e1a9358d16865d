//! Shared parts of all types that are read from the server.

use std::fmt;
use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::json;

/// The JSON text of a resource as the server sent it, including fields without a type here.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Raw(Box<str>);

impl Raw {
    /// The text; empty for a resource that was not read from the server.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Raw {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Box<RawValue>> for Raw {
    fn from(raw: Box<RawValue>) -> Self {
        Self(raw.into())
    }
}

/// Personal data and of any size: `Debug` shows only its length.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({} bytes)", self.0.len())
    }
}

/// An object that Atlassian sends and that keeps its original JSON.
pub(crate) trait Model: DeserializeOwned + Send + 'static {
    /// Stores the original JSON.
    fn set_raw(&mut self, raw: Raw);

    /// What names it in its list; empty when it has no name.
    fn key(&self) -> &str;

    /// From its text; nothing when that is not an object. What is wrong in it loses its own value.
    fn from_raw(raw: Box<RawValue>) -> Option<Self> {
        let (mut model, raw) = match serde_json::from_str::<Self>(raw.get()) {
            // A null or a number may still pass for a thing that has no field it needs.
            Ok(model) if raw.get().starts_with('{') => (model, raw),
            _ => json::entry(raw.get())?,
        };
        model.set_raw(raw.into());
        Some(model)
    }
}

/// Implements [`Model`] for a type with a field `raw` and a naming field.
macro_rules! model {
    ($type:ty, $key:ident) => {
        impl $crate::model::Model for $type {
            fn set_raw(&mut self, raw: $crate::model::Raw) {
                self.raw = raw;
            }
            fn key(&self) -> &str {
                self.$key.as_str()
            }
        }
    };
}
pub(crate) use model;
