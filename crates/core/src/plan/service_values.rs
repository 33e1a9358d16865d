//! Values that only service accounts have: people with one count as such accounts.

use std::collections::{HashMap, HashSet};

use atlctl_api::AccountId;

use crate::change::{Before, Facet, FacetKind, Value};
use crate::store::{Mirror, Person, StoreError};

/// The values of a facet that only service accounts have, and the values that people have now.
#[derive(Debug, Clone, Default)]
pub struct ServiceValues {
    /// The facet; `None` where there is no such value.
    facet: Option<Facet>,
    values: HashSet<Value>,
    /// What people have now, where Atlassian was asked; of others, the mirror's value counts.
    now: HashMap<AccountId, Value>,
}

impl ServiceValues {
    /// These values of a facet.
    #[must_use]
    pub fn new(facet: Facet, values: HashSet<Value>) -> Self {
        Self {
            facet: Some(facet),
            values,
            now: HashMap::new(),
        }
    }

    /// Those of the mirror, as the rules of the facets have them.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn known(mirror: &Mirror) -> Result<Self, StoreError> {
        for kind in FacetKind::all() {
            let values = kind.service_values(mirror)?;
            if !values.is_empty() {
                return Ok(Self::new(Facet::new(kind), values));
            }
        }
        Ok(Self::default())
    }

    /// The facet whose values say it; `None` where none does.
    #[must_use]
    pub fn facet(&self) -> Option<&Facet> {
        self.facet.as_ref().filter(|_| !self.values.is_empty())
    }

    /// Whether a facet is the one whose values say it.
    #[must_use]
    pub fn are_of(&self, facet: &Facet) -> bool {
        self.facet.as_ref() == Some(facet)
    }

    /// People with this value are not held for service accounts: who has it is meant.
    pub fn leave_out(&mut self, value: &Value) {
        self.values.remove(value);
    }

    /// What somebody has now, as Atlassian says.
    pub fn now(&mut self, account: AccountId, value: Value) {
        self.now.insert(account, value);
    }

    /// The value that somebody has: the one that Atlassian reported, else that of the mirror.
    pub(super) fn of(&self, person: &Person) -> Option<Value> {
        let facet = self.facet.as_ref()?;
        if let Some(now) = self.now.get(&person.account_id) {
            return Some(now.clone());
        }
        match facet.kind.of_person(&facet.of, person)? {
            Before::Is(value) => Some(value),
            Before::Unknown => None,
        }
    }

    /// Whether this is one of them.
    pub(super) fn hold(&self, value: Option<&Value>) -> bool {
        value.is_some_and(|value| self.values.contains(value))
    }
}
