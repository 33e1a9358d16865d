//! A check of a rule: an event, and whether it must raise an alert.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::person_facts::{External, PersonFacts};

/// Events to try a rule with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Whether they must raise an alert.
    pub(super) fires: bool,
    /// The event as JSON, as the service sends it.
    pub(super) event: String,
    /// How many such events, a second apart.
    #[serde(default)]
    pub(super) times: Option<u32>,
    /// Whether the people in it are external.
    #[serde(default)]
    external: External,
    /// Names of groups by their IDs.
    #[serde(default)]
    groups: BTreeMap<String, String>,
}

impl PersonFacts for Check {
    fn external(&self, _: Option<&str>, _: Option<&str>) -> External {
        self.external
    }

    fn group_name(&self, id: &str) -> Option<String> {
        self.groups.get(id).cloned()
    }
}
