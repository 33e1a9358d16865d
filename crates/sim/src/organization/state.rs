//! What changes in the organization: one layer over the facts, facet by facet, and who sees what when.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use super::added_accounts::{NewGroup, Newcomer};
use super::facet::Facet;
use super::facts::Facts;
use super::grant::Grant;
use super::lagged::{Lagged, When};
use super::log::{Actor, Entry};
use super::org_policy::OrgPolicy;
use super::pairs::Links;
use super::person::{Access, Lifecycle, Profile};
use super::policy_move::{Moved, Task};
use super::service_account::{NewClient, ServiceAccount};
use crate::records::SimChange;

/// What was changed of a person.
#[derive(Debug, Clone, Default)]
pub(crate) struct PersonChanges {
    pub policy: Option<Lagged<Moved>>,
    pub access: Option<Lagged<Access>>,
    pub lifecycle: Option<Lagged<Lifecycle>>,
    pub email: Option<Lagged<String>>,
    pub profile: Option<Lagged<Profile>>,
}

/// What changes in the organization.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    pub(super) people: HashMap<usize, PersonChanges>,
    pub(super) memberships: Links<usize, usize>,
    pub(super) grants: Links<usize, Grant>,
    pub(super) group_grants: Links<usize, Grant>,
    pub(super) newcomers: Vec<Newcomer>,
    /// The numbers of newcomers, by account ID.
    pub(super) accounts: HashMap<String, usize>,
    /// People who have or had an address that they did not have at the beginning, by that address in lower case.
    pub(super) emails: HashMap<String, Vec<usize>>,
    pub(super) created: Vec<NewGroup>,
    /// Whether a group exists, where that was changed.
    pub(super) exists: HashMap<usize, Lagged<bool>>,
    /// Whether a group was deleted: its members may have lost what it gave.
    pub(super) some_are_deleted: bool,
    /// Revoked credentials, by their IDs.
    pub(super) revoked: HashMap<String, Lagged<bool>>,
    /// Service accounts that were created.
    pub(super) service_accounts: Vec<ServiceAccount>,
    /// Service accounts that were changed, by their IDs.
    pub(super) service_changes: HashMap<String, ServiceAccount>,
    pub(super) clients: Vec<NewClient>,
    /// Whether an identity provider manages a person, where that was changed.
    pub(super) synced: HashMap<usize, bool>,
    /// Managed by an identity provider that knows them no more.
    pub(super) unprovisioned: BTreeSet<usize>,
    /// The identity provider's own IDs of people.
    pub(super) external_ids: HashMap<usize, String>,
    /// Policies of the organization that were changed, by their IDs.
    pub(super) org_policies: Vec<(String, Lagged<Option<OrgPolicy>>)>,
    pub(super) tasks: HashMap<String, Task>,
    pub changes: Vec<SimChange>,
    pub log: Vec<Entry>,
    pub(super) lags: HashMap<Facet, Duration>,
    /// Adding a member who is in the group already answers 204 and not 409.
    pub quiet_members: bool,
    /// The most users of a product, where there is a limit.
    pub licenses: HashMap<usize, usize>,
    /// How far the clock is ahead: `settle` finishes everything in progress immediately.
    ahead: Duration,
}

/// Sets a value that was `first` until now, if it was never changed.
pub(super) fn set<T: Clone>(
    slot: &mut Option<Lagged<T>>,
    first: T,
    value: T,
    (now, visible): (Instant, Instant),
) {
    slot.get_or_insert_with(|| Lagged::new(first))
        .set(value, now, visible);
}

impl State {
    pub(super) fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    /// What readers see at this moment.
    pub fn seen(&self) -> When {
        When::Seen(self.now())
    }

    /// How long readers see the state before a change.
    pub fn set_lag(&mut self, facet: Facet, lag: Duration) {
        self.lags.insert(facet, lag);
    }

    pub(super) fn lag(&self, facet: Facet) -> Duration {
        self.lags.get(&facet).copied().unwrap_or_default()
    }

    /// Now, and when readers will see a change of this facet.
    pub(super) fn times(&self, facet: Facet) -> (Instant, Instant) {
        let now = self.now();
        (now, now + self.lag(facet))
    }

    /// Finishes what is in progress.
    pub fn settle(&mut self) {
        let now = self.now();
        let people = self.people.values().flat_map(|person| {
            [
                person.policy.as_ref().and_then(Lagged::until),
                person.access.as_ref().and_then(Lagged::until),
                person.lifecycle.as_ref().and_then(Lagged::until),
                person.email.as_ref().and_then(Lagged::until),
                person.profile.as_ref().and_then(Lagged::until),
            ]
        });
        let last = people
            .flatten()
            .chain(self.memberships.until())
            .chain(self.grants.until())
            .chain(self.group_grants.until())
            .chain(self.exists.values().filter_map(Lagged::until))
            .chain(self.newcomers.iter().filter_map(|n| n.arrived.until()))
            .chain(self.revoked.values().filter_map(Lagged::until))
            .chain(self.org_policies.iter().filter_map(|(_, p)| p.until()))
            .chain(self.tasks.values().map(|task| task.done))
            .max();
        if let Some(last) = last {
            self.ahead += last.saturating_duration_since(now);
        }
    }

    /// Whether a person is not as the facts have them.
    pub(super) fn touches(&self, index: usize) -> bool {
        self.people.contains_key(&index)
            || self.memberships.touches(index)
            || self.grants.touches(index)
            || self.groups_give_otherwise()
    }

    /// Whether groups may give their members something else than to begin with.
    pub(super) fn groups_give_otherwise(&self) -> bool {
        self.some_are_deleted || !self.group_grants.is_empty()
    }

    /// The people of whom something was changed, in order; newcomers are among them.
    pub fn touched(&self, facts: &Facts) -> BTreeSet<usize> {
        let members = self
            .memberships
            .all(When::True)
            .map(|((person, _), _)| person);
        let holders = self.grants.all(When::True).map(|((person, _), _)| person);
        let newcomers = facts.people..facts.people + self.newcomers.len();
        let people = self.people.keys().copied();
        people
            .chain(members)
            .chain(holders)
            .chain(newcomers)
            .collect()
    }

    /// The groups of which something was changed.
    pub fn touched_groups(&self) -> BTreeSet<usize> {
        let holders = self
            .group_grants
            .all(When::True)
            .map(|((group, _), _)| group);
        let members = self
            .memberships
            .all(When::True)
            .map(|((_, group), _)| group);
        self.exists
            .keys()
            .copied()
            .chain(holders)
            .chain(members)
            .collect()
    }

    /// The IDs of revoked credentials, in order.
    pub fn revoked(&self) -> BTreeSet<&str> {
        self.revoked.keys().map(String::as_str).collect()
    }

    /// Writes down a change.
    pub fn record(
        &mut self,
        actor: Actor,
        facet: Facet,
        (target, name): (&str, &str),
        of: Option<&str>,
        (from, to): (Option<&str>, Option<&str>),
    ) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        self.log.push(Entry {
            at: actor.at,
            actor: actor.person,
            portal: actor.portal,
            facet,
            target: target.to_owned(),
            name: name.to_owned(),
            of: owned(of),
            from: owned(from),
            to: owned(to),
        });
    }
}
