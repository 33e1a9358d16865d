//! Who joins and leaves groups by the changes of a plan: one walk over its rows, in their order. It names no facet: a
//! membership, an invitation, a removal from the directory and the deletion of a group all count.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atlctl_api::AccountId;

use super::{Row, TotalMove};
use crate::change::{Facet, GroupOf, InGroups, Others, Target};
use crate::store::{Mirror, StoreError};

/// Whether a person is in a group, or counts into a total, before and after the changes; `None`: unknown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    before: Option<bool>,
    after: Option<bool>,
    is_changed: bool,
}

impl Standing {
    /// Of a person whom changes concern.
    pub(super) fn changed(before: Option<bool>, after: Option<bool>) -> Self {
        Self {
            before,
            after,
            is_changed: true,
        }
    }

    /// What was so before the plan. What was learned first counts.
    fn was(&mut self, is_in: bool) {
        self.before.get_or_insert(is_in);
        if !self.is_changed {
            self.after = self.before;
        }
    }

    /// What a change makes of it.
    fn becomes(&mut self, is_in: Option<bool>) {
        self.after = is_in;
        self.is_changed = true;
    }

    /// Counts it into what happens to the group, or to the total.
    pub(super) fn count(self, moved: &mut TotalMove) {
        if !self.is_changed {
            return;
        }
        match (self.before, self.after) {
            (Some(false), Some(true)) => moved.joining += 1,
            (Some(true), Some(false)) => moved.leaving += 1,
            (Some(false), None) | (None, Some(true)) => moved.maybe_joining += 1,
            (Some(true), None) | (None, Some(false) | None) => moved.maybe_leaving += 1,
            _ => {}
        }
    }

    /// Whether it is not known what the changes do.
    fn is_unsure(self) -> bool {
        self.is_changed && (self.before.is_none() || self.after.is_none())
    }
}

/// A person's groups.
#[derive(Debug, Default)]
struct OfPerson {
    groups: BTreeMap<String, Standing>,
    /// Every group that is not among them.
    others: Standing,
}

impl OfPerson {
    fn group(&mut self, id: &str) -> &mut Standing {
        let others = self.others;
        self.groups.entry(id.to_owned()).or_insert(others)
    }

    /// What a value before a change says. A value that an earlier row of the plan left says nothing of the time before.
    fn was(&mut self, before: &InGroups<'_>) {
        for (id, is_in) in &before.these {
            let group = self.group(id);
            if !group.is_changed {
                group.was(*is_in);
            }
        }
        if before.others == Others::None && !self.others.is_changed {
            self.was_in_no_other();
        }
    }

    /// The groups that the person was in before the plan, and no others.
    fn held<'a>(&mut self, ids: impl IntoIterator<Item = &'a str>) {
        for id in ids {
            self.group(id).was(true);
        }
        self.was_in_no_other();
    }

    fn was_in_no_other(&mut self) {
        for group in self.groups.values_mut() {
            group.was(false);
        }
        self.others.was(false);
    }

    fn becomes(&mut self, to: &InGroups<'_>) {
        let others = match to.others {
            Others::Same => None,
            Others::None => Some(Some(false)),
            Others::Unknown => Some(None),
        };
        if let Some(after) = others {
            let all = self.groups.values_mut().chain([&mut self.others]);
            for group in all.filter(|group| group.after != Some(false)) {
                group.becomes(after);
            }
        }
        for (id, is_in) in &to.these {
            self.group(id).becomes(Some(*is_in));
        }
    }

    /// Whether the person leaves groups of which it is not known which they are.
    fn is_of_unknown(&self) -> bool {
        self.others.is_unsure() && self.others.before != Some(false)
    }
}

/// The memberships of people that a plan changes, before and after.
#[derive(Debug, Default)]
pub(super) struct GroupMoves {
    people: HashMap<String, OfPerson>,
    /// The groups that the plan creates, by name.
    pub(super) created: BTreeSet<String>,
}

impl GroupMoves {
    /// By these rows, if those at some positions are changed.
    pub(super) fn of(rows: &[Row], is_changed: impl Fn(usize) -> bool) -> Self {
        let accounts = accounts_by_address(rows);
        let mut moves = Self::default();
        for (at, row) in rows.iter().enumerate() {
            let (kind, of) = (row.facet.kind, &row.facet.of);
            let to = row.to.as_ref().filter(|_| is_changed(at));
            if let Some(key) = row.person() {
                let key = accounts.get(&key).map_or(key, |id| (*id).to_owned());
                let person = moves.people.entry(key).or_default();
                if let Some(before) = row.before.value() {
                    person.was(&kind.groups_of(of, before));
                }
                if let Some(held) = &row.held {
                    person.held(kind.groups_held(held));
                }
                if let Some(to) = to {
                    person.becomes(&kind.groups_of(of, to));
                }
            }
            let there = to.and_then(|to| kind.has_group(to));
            let target = row.target().filter(|_| there.is_some());
            let group = target.and_then(|target| kind.group_of(of, &target));
            match (there, group) {
                (Some(true), Some(group)) => moves.created.extend(group.name),
                (Some(false), Some(group)) => moves.deleted(row, &group),
                _ => {}
            }
        }
        moves
    }

    /// A group is deleted, and with it who is in it.
    fn deleted(&mut self, row: &Row, group: &GroupOf) {
        let taken = row.to.as_ref().map(|to| {
            let kind = row.facet.kind;
            kind.takes_along(&row.facet.of, to)
        });
        for one in taken.into_iter().flatten() {
            let (Target::Account(account), Some(facet)) =
                (&one.target, Option::<Facet>::from(one.facet))
            else {
                continue;
            };
            let (of, _) = facet.kind.about_group(&facet.of, &one.target, group);
            let person = self.people.entry(account.clone()).or_default();
            person.was(&facet.kind.groups_of(&of, &one.before));
            person.becomes(&facet.kind.groups_of(&of, &one.now));
        }
        let Some(id) = &group.id else { return };
        for person in self.people.values_mut() {
            if let Some(standing) = person.groups.get_mut(id) {
                standing.becomes(Some(false));
            }
        }
    }

    /// Looks up in the mirror what people are in who leave every group, where nobody read it.
    pub(super) fn look_up(&mut self, mirror: &Mirror) -> Result<(), StoreError> {
        let unknown = |one: &&mut OfPerson| one.others.is_changed && one.others.before.is_none();
        let people = self.people.iter_mut();
        for (account, groups) in people.filter(|(_, one)| unknown(one)) {
            let Some(person) = mirror.person_by_id(&AccountId::from(account.as_str()))? else {
                continue;
            };
            if let Some(known) = mirror.groups_of(&person)? {
                groups.held(known.iter().map(String::as_str));
            }
        }
        Ok(())
    }

    /// What happens to each group that somebody joins or leaves, or may.
    pub(super) fn by_group(&self) -> BTreeMap<String, TotalMove> {
        let mut all: BTreeMap<String, TotalMove> = BTreeMap::new();
        let standings = || self.people.values().flat_map(|one| &one.groups);
        for (id, standing) in standings().filter(|(_, standing)| standing.is_changed) {
            standing.count(all.entry(id.clone()).or_default());
        }
        all.retain(|_, moved| *moved != TotalMove::default());
        for person in self.people.values().filter(|one| one.is_of_unknown()) {
            let others = all.iter_mut();
            for (_, moved) in others.filter(|(id, _)| !person.groups.contains_key(*id)) {
                person.others.count(moved);
            }
        }
        all
    }

    /// How many people may or may not join or leave a group.
    pub(super) fn unsure(&self) -> u64 {
        let all = self.people.values();
        let unsure = all.filter(|one| {
            let mut groups = one.groups.values();
            one.is_of_unknown() || groups.any(|standing| standing.is_unsure())
        });
        unsure.count() as u64
    }
}

/// The accounts of addresses, where rows name both: an invitation may name the address alone.
pub(super) fn accounts_by_address(rows: &[Row]) -> HashMap<String, &str> {
    let known = rows.iter().filter_map(|row| {
        let address = row.email.as_deref()?.trim().to_lowercase();
        Some((address, row.account.as_deref()?))
    });
    known.collect()
}
