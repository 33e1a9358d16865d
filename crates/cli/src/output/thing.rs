//! A value with fields of its own: an app, a group, an organization.

use super::Cell;

/// A value with fields of its own: an object in JSON, words elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub(super) fields: Vec<(&'static str, Cell)>,
    pub(super) words: String,
}

impl Thing {
    /// What tables and CSV show of it; it has no fields yet.
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            fields: Vec::new(),
            words: words.into(),
        }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, name: &'static str, cell: impl Into<Cell>) -> Self {
        self.fields.push((name, cell.into()));
        self
    }

    /// What has an id and perhaps a name.
    pub fn named(id: impl Into<String>, name: Option<String>) -> Self {
        let id = id.into();
        Self::new(name.clone().unwrap_or_else(|| id.clone()))
            .field("id", id)
            .field("name", name)
    }

    pub(super) fn bytes(&self) -> usize {
        let fields = self.fields.iter().map(|(_, cell)| cell.bytes());
        self.words.len() + size_of::<Self>() + fields.sum::<usize>()
    }
}
