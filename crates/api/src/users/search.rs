//! Searching people: filters, expanded fields and order.

use serde::{Serialize, Serializer};

use super::UserFilter;
use crate::ids::Cursor;

/// Additional data for each person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expand {
    /// Organization roles. Without them, admins cannot be recognized.
    PlatformRoles,
    /// The number of resources.
    CountsResources,
    /// Last activity in each product.
    ProductAccess,
    /// The groups.
    Groups,
}

impl Expand {
    /// Every part that a search can expand.
    pub const ALL: [Self; 4] = [
        Self::PlatformRoles,
        Self::CountsResources,
        Self::ProductAccess,
        Self::Groups,
    ];

    /// The name in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformRoles => "platformRoles",
            Self::CountsResources => "counts.resources",
            Self::ProductAccess => "productAccess",
            Self::Groups => "groups",
        }
    }
}

impl Serialize for Expand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Order by nickname, the one field the service sorts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Ascending.
    Ascending,
    /// Descending.
    Descending,
}

impl Serialize for Sort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct By {
            direction: &'static str,
            field: &'static str,
        }
        let direction = match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        };
        // A list with one entry: the service takes no more.
        [By {
            direction,
            field: "nick_name",
        }]
        .serialize(serializer)
    }
}

/// A search over the directories' people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserSearch {
    /// The people to find.
    #[serde(flatten)]
    pub filter: UserFilter,
    /// Additional data for each person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expand: Vec<Expand>,
    /// Page size, 1 to 100.
    pub limit: u32,
    /// The order; the server's default when `None`.
    #[serde(rename = "sortBy", skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
    /// The cursor to start at; the first page when `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// The number of users that the server counts, if known; a list with far more is stopped.
    #[serde(skip)]
    pub expected: Option<u64>,
}

impl Default for UserSearch {
    /// Everyone, with everything, 100 a page.
    fn default() -> Self {
        Self {
            filter: UserFilter::default(),
            expand: Expand::ALL.to_vec(),
            limit: 100,
            sort: None,
            cursor: None,
            expected: None,
        }
    }
}
