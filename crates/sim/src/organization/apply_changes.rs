//! The changes themselves: each sets a value, lets readers lag behind, and is written down.

use super::added_accounts::{NewGroup, Newcomer};
use super::facet::Facet;
use super::facts::Facts;
use super::grant::Grant;
use super::lagged::{Lagged, When};
use super::log::Actor;
use super::person::{Access, Lifecycle, Person, Profile};
use super::state::{State, set};
use super::view::{Group, View};
use crate::rng::uuid;

fn held(held: bool) -> Option<&'static str> {
    Some(if held { "held" } else { "not held" })
}

fn member(member: bool) -> Option<&'static str> {
    Some(if member { "in" } else { "out" })
}

impl State {
    /// Suspends someone or lets them in again.
    pub fn set_access(&mut self, person: &Person, access: Access, actor: Actor) {
        let times = self.times(Facet::Access);
        let slot = &mut self.people.entry(person.index).or_default().access;
        set(slot, person.access, access, times);
        let word = |access: Access| match access {
            Access::Member => "active",
            Access::Suspended => "suspended",
            Access::NotInvited => "not_invited",
            Access::Removed => "removed",
        };
        self.record(
            actor,
            Facet::Access,
            (&person.account_id, &person.name),
            None,
            (Some(word(person.access)), Some(word(access))),
        );
    }

    /// Takes someone out of the directory, with their groups and roles.
    pub fn remove(&mut self, facts: &Facts, person: &Person, actor: Actor) {
        let view = View::new(facts, self, When::True, actor.at);
        let groups: Vec<Group> = view
            .groups_of(person)
            .into_iter()
            .filter_map(|group| view.group(group))
            .collect();
        let grants = view.own_grants(person);
        self.set_access(person, Access::Removed, actor);
        for group in groups {
            self.set_member(facts, person, &group, false, actor);
        }
        for grant in grants {
            self.set_grant(facts, person, grant, false, actor);
        }
    }

    pub fn set_lifecycle(&mut self, person: &Person, lifecycle: Lifecycle, actor: Actor) {
        let times = self.times(Facet::Lifecycle);
        let slot = &mut self.people.entry(person.index).or_default().lifecycle;
        set(slot, person.lifecycle, lifecycle, times);
        let words = (person.lifecycle.as_str(), lifecycle.as_str());
        self.record(
            actor,
            Facet::Lifecycle,
            (&person.account_id, &person.name),
            None,
            (Some(words.0), Some(words.1)),
        );
    }

    pub fn set_email(&mut self, person: &Person, email: &str, actor: Actor) {
        let times = self.times(Facet::Email);
        let slot = &mut self.people.entry(person.index).or_default().email;
        set(slot, person.email.clone(), email.to_owned(), times);
        let known = self.emails.entry(email.to_lowercase()).or_default();
        if !known.contains(&person.index) {
            known.push(person.index);
        }
        self.record(
            actor,
            Facet::Email,
            (&person.account_id, &person.name),
            None,
            (Some(&person.email), Some(email)),
        );
    }

    /// Sets the fields of a profile that are given.
    pub fn set_profile(&mut self, person: &Person, fields: Profile, actor: Actor) {
        let times = self.times(Facet::Profile);
        let before = person.changed.as_deref().cloned().unwrap_or_default();
        let field = |new: Option<String>, old: &Option<String>| new.or_else(|| old.clone());
        let facts = [
            ("name", &fields.name, person.name.as_str()),
            ("nickname", &fields.nickname, &person.nickname),
            ("job_title", &fields.job_title, person.job()),
            ("department", &fields.department, person.department_name()),
            ("organization", &fields.organization, person.organization()),
            ("location", &fields.location, person.location()),
            ("zoneinfo", &fields.zone, person.zone()),
            ("locale", &fields.locale, person.locale()),
        ];
        for (name, to, from) in facts {
            if let Some(to) = to.as_ref().filter(|to| *to != from) {
                self.record(
                    actor,
                    Facet::Profile,
                    (&person.account_id, &person.name),
                    Some(name),
                    (Some(from), Some(to)),
                );
            }
        }
        let after = Profile {
            name: field(fields.name, &before.name),
            nickname: field(fields.nickname, &before.nickname),
            job_title: field(fields.job_title, &before.job_title),
            department: field(fields.department, &before.department),
            organization: field(fields.organization, &before.organization),
            location: field(fields.location, &before.location),
            zone: field(fields.zone, &before.zone),
            locale: field(fields.locale, &before.locale),
        };
        let slot = &mut self.people.entry(person.index).or_default().profile;
        set(slot, before, after, times);
    }

    /// Puts someone into a group or takes them out.
    pub fn set_member(
        &mut self,
        facts: &Facts,
        person: &Person,
        group: &Group,
        joined: bool,
        actor: Actor,
    ) {
        let view = View::new(facts, self, When::True, actor.at);
        let before = view.groups_of(person).contains(&group.index);
        let times = self.times(Facet::Memberships);
        self.memberships
            .set((person.index, group.index), before, joined, times);
        self.record(
            actor,
            Facet::Memberships,
            (&person.account_id, &person.name),
            Some(&group.id),
            (member(before), member(joined)),
        );
    }

    /// Gives someone a role or takes it.
    pub fn set_grant(
        &mut self,
        facts: &Facts,
        person: &Person,
        grant: Grant,
        holds: bool,
        actor: Actor,
    ) {
        let view = View::new(facts, self, When::True, actor.at);
        let before = view.own_grants(person).contains(&grant);
        let times = self.times(Facet::Roles);
        self.grants.set((person.index, grant), before, holds, times);
        let of = format!("{} {}", grant.role_id(), facts.resource_id(grant.resource));
        self.record(
            actor,
            Facet::Roles,
            (&person.account_id, &person.name),
            Some(&of),
            (held(before), held(holds)),
        );
    }

    /// Gives a group a role or takes it.
    pub fn set_group_grant(
        &mut self,
        facts: &Facts,
        group: &Group,
        grant: Grant,
        holds: bool,
        actor: Actor,
    ) {
        let view = View::new(facts, self, When::True, actor.at);
        let before = view.group_grants(group.index).contains(&grant);
        let times = self.times(Facet::Roles);
        self.group_grants
            .set((group.index, grant), before, holds, times);
        let of = format!("{} {}", grant.role_id(), facts.resource_id(grant.resource));
        self.record(
            actor,
            Facet::Roles,
            (&group.id, &group.name),
            Some(&of),
            (held(before), held(holds)),
        );
    }

    /// Creates a group; gives its number.
    pub fn create_group(
        &mut self,
        facts: &Facts,
        (name, description): (&str, &str),
        synced: bool,
        actor: Actor,
    ) -> usize {
        let number = self.created.len();
        let index = facts.groups() + number;
        let id = uuid(facts.seed ^ 0x6E_E6, number as u64);
        let (now, visible) = self.times(Facet::Groups);
        let mut exists = Lagged::new(false);
        exists.set(true, now, visible);
        self.exists.insert(index, exists);
        self.record(
            actor,
            Facet::Groups,
            (&id, name),
            None,
            (Some("not there"), Some("there")),
        );
        self.created.push(NewGroup {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            synced,
        });
        index
    }

    pub fn delete_group(&mut self, group: &Group, actor: Actor) {
        let (now, visible) = self.times(Facet::Groups);
        let exists = self.exists.entry(group.index);
        exists
            .or_insert_with(|| Lagged::new(true))
            .set(false, now, visible);
        self.some_are_deleted = true;
        self.record(
            actor,
            Facet::Groups,
            (&group.id, &group.name),
            None,
            (Some("there"), Some("not there")),
        );
    }

    /// Adds an account; gives its number.
    pub fn add_person(
        &mut self,
        facts: &Facts,
        (email, name): (&str, &str),
        (synced, app): (bool, bool),
        actor: Actor,
    ) -> usize {
        let number = self.newcomers.len();
        let index = facts.people + number;
        let domain = email.rsplit('@').next().unwrap_or_default().to_lowercase();
        let (now, visible) = self.times(Facet::Access);
        let mut arrived = Lagged::new(false);
        arrived.set(true, now, visible);
        let account_id = Newcomer::account_id(facts, number);
        self.record(
            actor,
            Facet::Access,
            (&account_id, name),
            None,
            (Some("unknown"), Some("active")),
        );
        self.accounts.insert(account_id.clone(), index);
        self.emails
            .entry(email.to_lowercase())
            .or_default()
            .push(index);
        self.newcomers.push(Newcomer {
            account_id,
            email: email.to_owned(),
            name: name.to_owned(),
            managed: !app && facts.is_verified_domain(&domain),
            synced,
            app,
            added: actor.at,
            arrived,
        });
        index
    }
}
