//! Names that were given after a plan was made.

use std::collections::HashMap;

use atlctl_api::PolicyId;

use crate::store::{Mirror, StoreError};

/// Names that a mirror has today. A plan shows those it has itself first: they were right when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Later {
    /// Names of policies.
    pub policies: HashMap<PolicyId, String>,
    /// The organization's name.
    pub org: Option<String>,
}

impl Later {
    /// What a mirror of the organization knows.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(mirror: &Mirror, org: Option<String>) -> Result<Self, StoreError> {
        let policies = mirror.policies()?;
        let named = policies.into_iter();
        Ok(Self {
            policies: named
                .filter_map(|policy| Some((policy.id, policy.name?)))
                .collect(),
            org,
        })
    }
}
