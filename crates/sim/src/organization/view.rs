//! The organization with its changes: the true one, or the one that readers see.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::facts::Facts;
use super::grant::{Grant, ORG_ADMIN, Resource};
use super::lagged::When;
use super::person::{Access, Person};
use super::state::State;

/// The facts with the changes over them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub facts: &'a Facts,
    pub state: &'a State,
    pub when: When,
    /// Seconds since 1970.
    now: i64,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub index: usize,
    pub id: String,
    pub name: String,
    pub description: String,
    /// An identity provider fills it.
    pub synced: bool,
    pub deletable: bool,
}

impl<'a> View<'a> {
    pub fn new(facts: &'a Facts, state: &'a State, when: When, now: i64) -> Self {
        Self {
            facts,
            state,
            when,
            now,
        }
    }

    /// Numbers below this may be people.
    pub fn people(&self) -> usize {
        self.facts.people + self.state.newcomers.len()
    }

    /// The person with this number; none before they came and after their account is gone for good.
    pub fn person(&self, index: usize) -> Option<Person> {
        let first = self.first(index)?;
        if !self.state.touches(index) {
            return (!first.is_closed(self.now)).then_some(first);
        }
        let mut person = first.clone();
        if let Some(changes) = self.state.people.get(&index) {
            if let Some(access) = &changes.access {
                person.access = *access.get(self.when);
            }
            if let Some(lifecycle) = &changes.lifecycle {
                person.lifecycle = *lifecycle.get(self.when);
            }
            if let Some(email) = &changes.email {
                person.email.clone_from(email.get(self.when));
            }
            if let Some(profile) = &changes.profile {
                let profile = profile.get(self.when);
                if let Some(name) = &profile.name {
                    person.name.clone_from(name);
                }
                if let Some(nickname) = &profile.nickname {
                    person.nickname.clone_from(nickname);
                }
                person.changed = Some(Box::new(profile.clone()));
            }
        }
        if let Some(synced) = self.state.synced.get(&index) {
            person.synced = *synced;
        }
        person.products = self.products(&first);
        if self.state.grants.touches(index) {
            person.org_admin = self
                .direct_grants(&first)
                .iter()
                .any(|grant| grant.resource == Resource::Organization && grant.role == ORG_ADMIN);
        }
        (!person.is_closed(self.now)).then_some(person)
    }

    /// The person with this number, as they were at the beginning.
    pub(super) fn first(&self, index: usize) -> Option<Person> {
        match index.checked_sub(self.facts.people) {
            None => Some(self.facts.person(index)),
            Some(number) => {
                let newcomer = self.state.newcomers.get(number)?;
                let here = *newcomer.arrived.get(self.when);
                here.then(|| newcomer.person(index))
            }
        }
    }

    /// The person with this number, if the lists of the directories have them.
    pub fn listed(&self, index: usize) -> Option<Person> {
        self.person(index).filter(Person::is_listed)
    }

    /// Whether the lists of the directories have the person with this number.
    pub fn is_listed(&self, index: usize) -> bool {
        // Nobody has to be made for this, as long as nothing was changed of them.
        let unchanged =
            index < self.facts.people && !self.state.touches(index) && !self.some_are_closed();
        unchanged || self.listed(index).is_some()
    }

    /// Whether the list of the site has the person with this number: a managed account that was removed from it is still
    /// one of the organization's.
    pub fn is_in_site(&self, index: usize) -> bool {
        let removed = || {
            self.listed(index)
                .is_none_or(|person| person.access == Access::Removed)
        };
        self.is_listed(index) && !(self.state.touches(index) && removed())
    }

    /// How many people the lists of the directories have.
    pub fn count(&self) -> usize {
        if self.some_are_closed() {
            return (0..self.people())
                .filter(|index| self.is_listed(*index))
                .count();
        }
        let touched = self.state.touched(self.facts);
        let listed = touched
            .iter()
            .filter(|index| self.is_listed(**index))
            .count();
        let first = touched.range(..self.facts.people).count();
        self.facts.people - first + listed
    }

    /// How many accounts are managed.
    pub fn count_managed(&self) -> usize {
        let managed = |index: usize| self.person(index).is_some_and(|person| person.managed);
        if self.some_are_closed() {
            return (0..self.people()).filter(|index| managed(*index)).count();
        }
        let mut count = self.facts.first_counts().managed;
        for index in self.state.touched(self.facts) {
            let before = index < self.facts.people && self.facts.person(index).managed;
            count = count + usize::from(managed(index)) - usize::from(before);
        }
        count
    }

    /// Whether accounts that were deleted before the beginning may be gone for good by now.
    pub(super) fn some_are_closed(&self) -> bool {
        self.now - self.facts.now.as_second() > 2 * 86_400
    }

    /// How many seats of a product are in use: a suspended or deactivated person keeps the roles and takes no seat, and
    /// neither does a guest or a customer.
    pub fn product_users(&self, product: usize) -> usize {
        let first_uses = |person: &Person| {
            person.takes_seats() && self.facts.first_seats(person).contains(&product)
        };
        let now = |index: usize| {
            let person = self.person(index);
            person.is_some_and(|person| person.takes_seats() && self.has_seat(&person, product))
        };
        if self.state.groups_give_otherwise() || self.some_are_closed() {
            return (0..self.people()).filter(|index| now(*index)).count();
        }
        let first = self.facts.first_counts().products.get(product).copied();
        let mut count = first.unwrap_or(0);
        for index in self.state.touched(self.facts) {
            let before = index < self.facts.people && first_uses(&self.facts.person(index));
            count = count + usize::from(now(index)) - usize::from(before);
        }
        count
    }

    /// The person with this account ID.
    pub fn by_account(&self, account: &str) -> Option<Person> {
        let newcomer = || self.state.accounts.get(account).copied();
        let index = self.facts.index_of_account(account).or_else(newcomer)?;
        self.person(index)
    }

    /// People who may have this address, in order.
    pub fn maybe_by_email(&self, email: &str) -> Vec<usize> {
        let email = email.trim().to_lowercase();
        let mut found: Vec<usize> = self.facts.index_of_email(&email).into_iter().collect();
        found.extend(self.state.emails.get(&email).into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The person with this address, whatever its case.
    pub fn by_email(&self, email: &str) -> Option<Person> {
        let wanted = email.trim().to_lowercase();
        self.maybe_by_email(email)
            .into_iter()
            .filter_map(|index| self.person(index))
            .find(|person| person.email.to_lowercase() == wanted)
    }

    /// Everyone who has a place in the order of nicknames.
    pub fn by_nickname(&self) -> Cow<'a, [usize]> {
        let first = self.facts.by_nickname();
        let moved: BTreeSet<usize> = self
            .state
            .touched(self.facts)
            .into_iter()
            .filter(|index| {
                *index >= self.facts.people
                    || self
                        .state
                        .people
                        .get(index)
                        .is_some_and(|p| p.profile.is_some())
            })
            .collect();
        if moved.is_empty() {
            return Cow::Borrowed(first);
        }
        let mut sorted: Vec<usize> = first
            .iter()
            .copied()
            .filter(|index| !moved.contains(index))
            .collect();
        let key = |index: usize| {
            let person = self.person(index);
            let nickname = person.map(|person| person.nickname.to_lowercase());
            (nickname.unwrap_or_default(), index)
        };
        for index in moved {
            let place = key(index);
            let at = sorted.partition_point(|other| key(*other) < place);
            sorted.insert(at, index);
        }
        Cow::Owned(sorted)
    }

    /// The groups someone is in.
    pub fn groups_of(&self, person: &Person) -> Vec<usize> {
        let index = person.index;
        let mut groups = self
            .first(index)
            .filter(|_| index < self.facts.people)
            .map_or_else(Vec::new, |first| self.facts.groups_of(&first));
        if self.state.memberships.touches(index) {
            for (group, joined) in self.state.memberships.of_a(index, self.when) {
                groups.retain(|known| *known != group);
                if joined {
                    groups.push(group);
                }
            }
            // In the order they always have, so that readers who lag behind see what they saw.
            groups.sort_unstable();
        }
        if !self.state.exists.is_empty() {
            groups.retain(|group| self.group_exists(*group));
        }
        groups
    }

    /// Numbers below this may be groups.
    pub fn groups(&self) -> usize {
        self.facts.groups() + self.state.created.len()
    }

    pub fn group_exists(&self, group: usize) -> bool {
        match self.state.exists.get(&group) {
            Some(exists) => *exists.get(self.when),
            None => group < self.facts.groups(),
        }
    }

    /// The group with this number.
    pub fn group(&self, index: usize) -> Option<Group> {
        if !self.group_exists(index) {
            return None;
        }
        match index.checked_sub(self.facts.groups()) {
            None => {
                let synced = self.facts.group_is_synced(index);
                Some(Group {
                    index,
                    id: self.facts.group_id(index),
                    name: self.facts.group_name(index),
                    description: format!("Simulated group {index}"),
                    synced,
                    deletable: self.facts.group_is_deletable(index),
                })
            }
            Some(number) => {
                let created = self.state.created.get(number)?;
                Some(Group {
                    index,
                    id: created.id.clone(),
                    name: created.name.clone(),
                    description: created.description.clone(),
                    synced: created.synced,
                    deletable: !created.synced,
                })
            }
        }
    }

    /// The ID and the name of a group.
    pub fn group_name(&self, index: usize) -> Option<(String, String)> {
        if index < self.facts.groups() {
            return Some((self.facts.group_id(index), self.facts.group_name(index)));
        }
        self.group(index).map(|group| (group.id, group.name))
    }

    /// The group with this ID.
    pub fn by_group_id(&self, id: &str) -> Option<Group> {
        let created = || {
            let number = self.state.created.iter().position(|group| group.id == id)?;
            Some(self.facts.groups() + number)
        };
        self.group(self.facts.index_of_group(id).or_else(created)?)
    }

    /// The members of a group, in order.
    pub fn members(&self, group: usize) -> Vec<usize> {
        let first = self.facts.first_members(group).iter();
        let mut members: Vec<usize> = first.map(|index| *index as usize).collect();
        let mut changed = false;
        for (index, joined) in self.state.memberships.of_b(group, self.when) {
            changed = true;
            match (members.binary_search(&index), joined) {
                (Ok(at), false) => drop(members.remove(at)),
                (Err(at), true) => members.insert(at, index),
                _ => {}
            }
        }
        if changed {
            members.retain(|index| self.person(*index).is_some());
        }
        members
    }

    /// How many members a group has.
    pub fn count_members(&self, group: usize) -> usize {
        let first = self.facts.first_members(group);
        let mut count = first.len();
        for (index, joined) in self.state.memberships.of_b(group, self.when) {
            let before =
                u32::try_from(index).is_ok_and(|index| first.binary_search(&index).is_ok());
            count = count + usize::from(joined) - usize::from(before);
        }
        count
    }

    /// The roles that someone holds without a group; `first` as they were at the beginning.
    pub(super) fn direct_grants(&self, first: &Person) -> Vec<Grant> {
        let mut grants = self.facts.first_grants(first);
        for (grant, held) in self.state.grants.of_a(first.index, self.when) {
            grants.retain(|known| *known != grant);
            if held {
                grants.push(grant);
            }
        }
        grants
    }

    /// The roles that someone holds without a group.
    pub fn own_grants(&self, person: &Person) -> Vec<Grant> {
        self.first(person.index)
            .map_or_else(Vec::new, |first| self.direct_grants(&first))
    }

    /// The roles that a group gives to its members.
    pub fn group_grants(&self, group: usize) -> Vec<Grant> {
        let mut grants = self.facts.first_group_grants(group);
        for (grant, held) in self.state.group_grants.of_a(group, self.when) {
            grants.retain(|known| *known != grant);
            if held {
                grants.push(grant);
            }
        }
        grants
    }

    /// The roles that someone holds, by groups or without.
    fn grants(&self, first: &Person) -> impl Iterator<Item = Grant> {
        let groups = self.groups_of(first).into_iter();
        let by_group = groups.flat_map(|group| self.group_grants(group));
        by_group.chain(self.direct_grants(first))
    }

    /// Whether someone holds a role that takes a seat of the product, once they are active.
    pub fn has_seat(&self, person: &Person, product: usize) -> bool {
        let first = self.first(person.index);
        first.is_some_and(|first| {
            self.grants(&first)
                .any(|grant| grant.seat() == Some(product))
        })
    }

    /// The products that someone may use, with the last use.
    fn products(&self, first: &Person) -> Vec<(usize, Option<i64>)> {
        let mut opened = vec![false; self.facts.products.len()];
        for grant in self.grants(first) {
            if let Some(open) = grant.opens().and_then(|product| opened.get_mut(product)) {
                *open = true;
            }
        }
        let used = |product: usize| {
            let known = first.products.iter().find(|(has, _)| *has == product);
            known.and_then(|(_, at)| *at)
        };
        (0..opened.len())
            .filter(|product| opened.get(*product) == Some(&true))
            .map(|product| (product, used(product)))
            .collect()
    }
}
