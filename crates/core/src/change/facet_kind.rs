//! Facets: what about a target is changed.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::every_facet;
use super::facet_by_name::NamedFacet;
use super::rules::Rules;

/// A kind of facet. It dereferences to its [`Rules`].
#[derive(Clone, Copy)]
pub struct FacetKind(&'static dyn Rules);

impl FacetKind {
    /// The kind with these rules.
    #[must_use]
    pub const fn of(rules: &'static dyn Rules) -> Self {
        Self(rules)
    }

    /// The kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut all = every_facet::ALL.iter();
        all.find(|rules| rules.name() == name)
            .map(|rules| Self(*rules))
    }

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        every_facet::ALL.iter().map(|rules| Self(*rules))
    }
}

impl Deref for FacetKind {
    type Target = dyn Rules;
    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl fmt::Debug for FacetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for FacetKind {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for FacetKind {}

impl Hash for FacetKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl PartialOrd for FacetKind {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FacetKind {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name().cmp(other.name())
    }
}

impl Serialize for FacetKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for FacetKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::named(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("unknown kind of change \"{name}\"")))
    }
}

/// What about a target is changed: a kind, and what it is about (a group, a role and its resource).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Facet {
    /// The kind.
    #[serde(rename = "facet")]
    pub kind: FacetKind,
    /// What it is about; the kind says which IDs, in which order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
}

impl From<NamedFacet> for Option<Facet> {
    /// `None` when no kind has this name.
    fn from(named: NamedFacet) -> Self {
        Some(Facet {
            kind: FacetKind::named(named.kind)?,
            of: named.of,
        })
    }
}

impl Facet {
    /// A facet of this kind that is about nothing else.
    #[must_use]
    pub fn new(kind: FacetKind) -> Self {
        Self {
            kind,
            of: Vec::new(),
        }
    }

    /// A facet of this kind about these.
    #[must_use]
    pub fn about<T: Into<String>>(kind: FacetKind, of: impl IntoIterator<Item = T>) -> Self {
        Self {
            kind,
            of: of.into_iter().map(Into::into).collect(),
        }
    }
}
