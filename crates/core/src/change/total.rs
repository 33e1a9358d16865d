//! How many targets have each value of a facet, for the totals of a plan.

/// How many targets have a value: members of a policy or a group, holders of a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Total {
    /// ID of the policy, group or role.
    pub id: String,
    /// Its name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Targets that have it in the mirror; `None` when the mirror does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none", alias = "members")]
    pub count: Option<u64>,
}

/// The totals of a kind of facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// The totals, largest first.
    pub all: Vec<Total>,
    /// Managed accounts whose value is unknown: they are in no total.
    pub unknown: u64,
}
