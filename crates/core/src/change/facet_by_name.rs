//! A facet by the name of its kind, as facets speak of each other.

/// A facet by the name of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFacet {
    /// The name of the kind.
    pub kind: &'static str,
    /// What it is about.
    pub of: Vec<String>,
}

impl NamedFacet {
    /// The facet of the kind with this name, about these.
    #[must_use]
    pub fn about<T: Into<String>>(kind: &'static str, of: impl IntoIterator<Item = T>) -> Self {
        Self {
            kind,
            of: of.into_iter().map(Into::into).collect(),
        }
    }
}
