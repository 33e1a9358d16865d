//! Policies of the organization: allowlists of addresses, data residency, data security.

use serde_json::json;

use super::facet::Facet;
use super::facts::Facts;
use super::lagged::Lagged;
use super::log::Actor;
use super::org_policy::{OrgPolicy, PolicyResource};
use super::state::State;
use super::view::View;
use crate::rng::uuid;

impl Facts {
    fn first_org_policies(&self) -> Vec<OrgPolicy> {
        let kinds = [
            (
                "ip-allowlist",
                "Office network",
                json!({ "in": ["192.0.2.0/24"] }),
            ),
            ("data-residency", "Data in Europe", json!({ "in": ["eu"] })),
            (
                "data-security",
                "No exports",
                json!({ "export": { "effect": "block" } }),
            ),
        ];
        let of = if self.is_loaded() { 0 } else { kinds.len() };
        kinds
            .into_iter()
            .take(of)
            .enumerate()
            .map(|(number, (kind, name, rule))| OrgPolicy {
                id: uuid(self.seed ^ 0x0_9C1, number as u64),
                kind: kind.to_owned(),
                name: name.to_owned(),
                enabled: number < 2,
                rule,
                resources: self
                    .products
                    .iter()
                    .take(1)
                    .map(|product| PolicyResource::new(&product.id))
                    .collect(),
            })
            .collect()
    }
}

impl View<'_> {
    /// The policies, in the order they came about.
    pub fn org_policies(&self) -> Vec<OrgPolicy> {
        let mut all = self.facts.first_org_policies();
        for (id, changed) in &self.state.org_policies {
            let place = all.iter().position(|policy| policy.id == *id);
            match (place, changed.get(self.when)) {
                (Some(place), Some(policy)) => {
                    if let Some(known) = all.get_mut(place) {
                        known.clone_from(policy);
                    }
                }
                (Some(place), None) => drop(all.remove(place)),
                (None, Some(policy)) => all.push(policy.clone()),
                (None, None) => {}
            }
        }
        all
    }

    pub fn org_policy(&self, id: &str) -> Option<OrgPolicy> {
        self.org_policies()
            .into_iter()
            .find(|policy| policy.id == id)
    }
}

impl State {
    /// The ID of the next policy that is created.
    pub fn next_org_policy(&self, facts: &Facts) -> String {
        uuid(facts.seed ^ 0x0_9C1, 100 + self.org_policies.len() as u64)
    }

    /// Sets a policy or takes it away.
    pub fn set_org_policy(
        &mut self,
        before: Option<OrgPolicy>,
        after: Option<OrgPolicy>,
        actor: Actor,
    ) {
        let Some(known) = after.as_ref().or(before.as_ref()) else {
            return;
        };
        let (id, name) = (known.id.clone(), known.name.clone());
        let said = |policy: &OrgPolicy| {
            let resources: Vec<&str> = policy.resources.iter().map(|r| r.id.as_str()).collect();
            format!(
                "{} {} {} {}",
                policy.name,
                if policy.enabled {
                    "enabled"
                } else {
                    "disabled"
                },
                policy.rule,
                resources.join(" "),
            )
        };
        let (from, to) = (before.as_ref().map(said), after.as_ref().map(said));
        let (now, visible) = self.times(Facet::OrgPolicies);
        match self.org_policies.iter_mut().find(|(known, _)| *known == id) {
            Some((_, policy)) => policy.set(after, now, visible),
            None => {
                let mut policy = Lagged::new(before);
                policy.set(after, now, visible);
                self.org_policies.push((id.clone(), policy));
            }
        }
        self.record(
            actor,
            Facet::OrgPolicies,
            (&id, &name),
            None,
            (from.as_deref(), to.as_deref()),
        );
    }
}
