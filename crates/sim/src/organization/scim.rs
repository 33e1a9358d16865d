//! What an identity provider manages: who is provisioned by it, and under which IDs.

use super::facts::Facts;
use super::person::Person;
use super::state::State;
use super::view::View;
use crate::rng::uuid;

impl Facts {
    /// The ID under which an identity provider knows a person; it ends with the person's number.
    pub fn scim_user_id(&self, index: usize) -> String {
        let id = uuid(self.seed ^ 0x5C_13, index as u64);
        format!("{}{index:08x}", id.get(..28).unwrap_or_default())
    }
}

impl View<'_> {
    /// Everyone who is provisioned, in order.
    pub fn provisioned(&self) -> Vec<usize> {
        let first = self.facts.first_synced().iter();
        let mut all: Vec<usize> = first.map(|index| *index as usize).collect();
        if self.state.synced.is_empty() && self.state.newcomers.is_empty() {
            return all;
        }
        let newcomers = self.facts.people..self.people();
        all.extend(newcomers.chain(self.state.synced.keys().copied()));
        all.sort_unstable();
        all.dedup();
        all.retain(|index| self.is_provisioned(*index));
        all
    }

    fn is_provisioned(&self, index: usize) -> bool {
        !self.state.unprovisioned.contains(&index)
            && self.person(index).is_some_and(|person| person.synced)
    }

    /// The person whom an identity provider knows under this ID.
    pub fn by_scim_id(&self, id: &str) -> Option<Person> {
        let hex = id.get(id.len().checked_sub(8)?..)?;
        let index = usize::from_str_radix(hex, 16).ok()?;
        let known = self.facts.scim_user_id(index) == id && self.is_provisioned(index);
        self.person(index).filter(|_| known)
    }

    /// The ID that the identity provider itself uses for a person.
    pub fn external_id(&self, index: usize) -> Option<&str> {
        self.state.external_ids.get(&index).map(String::as_str)
    }
}

impl State {
    /// Sets whether an identity provider manages a person.
    pub fn set_synced(&mut self, index: usize, synced: bool) {
        self.synced.insert(index, synced);
        self.people.entry(index).or_default();
    }

    /// Whether the identity provider's directory still has a person whom it manages.
    pub fn set_provisioned(&mut self, index: usize, provisioned: bool) {
        if provisioned {
            self.unprovisioned.remove(&index);
        } else {
            self.unprovisioned.insert(index);
            self.people.entry(index).or_default();
            self.synced.entry(index).or_insert(true);
        }
    }

    pub fn set_external_id(&mut self, index: usize, id: &str) {
        self.external_ids.insert(index, id.to_owned());
    }
}
