//! What the changes of a plan do to people's statuses: each person counts once, by what all changes leave. It names no
//! facet: an invitation, a suspension and a deactivation all count.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::AccountId;

use super::group_moves::{Standing, accounts_by_address};
use super::{Row, TotalMove};
use crate::change::{FacetKind, Target};
use crate::store::{Mirror, Person, StoreError};

/// A person whom rows change, or an address that is nobody's yet.
#[derive(Debug, Default)]
struct OfPerson<'a> {
    rows: Vec<&'a Row>,
    /// The person as the mirror counts them.
    mirrored: Option<Person>,
}

impl OfPerson<'_> {
    /// The person before the changes, as the mirror has them or as the rows found them; `None` when nothing is known.
    fn before(&self) -> Option<Person> {
        let mut known = self.mirrored.clone();
        let mut seen: Vec<FacetKind> = Vec::new();
        for row in &self.rows {
            let kind = row.facet.kind;
            // Where the mirror has the value, totals that it does not know are told apart already; and a later row of a
            // kind starts from what an earlier one leaves.
            let is_told = self.mirrored.is_some() && kind.is_mirrored();
            if is_told || seen.contains(&kind) {
                continue;
            }
            seen.push(kind);
            let found = row.before.value().and_then(|value| {
                let nobody = Person::unknown(AccountId::from(""));
                kind.leaves(&row.facet.of, known.as_ref().unwrap_or(&nobody), value)
            });
            known = found.or(known);
        }
        known
    }

    /// The person as the changes leave them, or may.
    fn after(&self, before: Person, may: bool) -> Person {
        self.rows.iter().fold(before, |person, row| {
            let (kind, of) = (row.facet.kind, &row.facet.of);
            let left = row.to.as_ref().and_then(|to| {
                let left = may.then(|| kind.may_leave(of, &person, to)).flatten();
                left.or_else(|| kind.leaves(of, &person, to))
            });
            left.unwrap_or(person)
        })
    }

    /// Counts the person into what happens to the totals of this kind.
    fn count(&self, kind: FacetKind, moved: &mut BTreeMap<String, TotalMove>) {
        let known = self.before();
        let is_known = known.is_some();
        let person = known.unwrap_or_else(|| Person::unknown(AccountId::from("")));
        let total = |person: &Person| kind.total_of_person(person);
        let before = total(&person);
        let after = [false, true].map(|may| total(&self.after(person.clone(), may)));
        let ids: BTreeSet<&str> = after.into_iter().chain([before]).flatten().collect();
        for id in ids {
            let is_after = after.map(|after| after == Some(id));
            let standing = Standing::changed(
                is_known.then_some(before == Some(id)),
                (is_after[0] == is_after[1]).then_some(is_after[0]),
            );
            standing.count(moved.entry(id.to_owned()).or_default());
        }
    }
}

/// The people whom a plan changes.
#[derive(Debug, Default)]
pub(super) struct PeopleMoves<'a> {
    people: BTreeMap<String, OfPerson<'a>>,
}

impl<'a> PeopleMoves<'a> {
    /// By these rows, if those at some positions are changed.
    pub(super) fn of(rows: &'a [Row], is_changed: impl Fn(usize) -> bool) -> Self {
        let accounts = accounts_by_address(rows);
        let mut moves = Self::default();
        for (_, row) in rows.iter().enumerate().filter(|(at, _)| is_changed(*at)) {
            if let Some(key) = row.person() {
                let key = accounts.get(&key).map_or(key, |id| (*id).to_owned());
                moves.people.entry(key).or_default().rows.push(row);
            }
        }
        moves
    }

    /// Looks up the people in the mirror.
    pub(super) fn look_up(&mut self, mirror: &Mirror) -> Result<(), StoreError> {
        for (key, person) in &mut self.people {
            let mut rows = person.rows.iter();
            let found = if rows.any(|row| row.account.is_some()) {
                mirror.person_by_id(&AccountId::from(key.as_str()))?
            } else {
                mirror.person_by_email(key)?
            };
            // Who is gone counts nowhere.
            person.mirrored = found.filter(|person| !person.gone);
        }
        Ok(())
    }

    /// Whether some of them are known by their addresses alone, as invited people are.
    pub(super) fn has_addresses(&self) -> bool {
        let mut rows = self.people.values().flat_map(|one| &one.rows);
        rows.any(|row| matches!(row.target, Some(Target::Address(_))))
    }

    /// What happens to the totals of this kind.
    pub(super) fn by_total(&self, kind: FacetKind) -> BTreeMap<String, TotalMove> {
        let mut moved = BTreeMap::new();
        for person in self.people.values() {
            person.count(kind, &mut moved);
        }
        moved.retain(|_, moved| *moved != TotalMove::default());
        moved
    }

    /// Of how many people it is not known into which total they count, before or after.
    pub(super) fn unsure(&self, kind: FacetKind) -> u64 {
        let is_unsure = |one: &&OfPerson<'_>| {
            let mut moved = BTreeMap::new();
            one.count(kind, &mut moved);
            moved
                .values()
                .any(|moved| moved.maybe_joining + moved.maybe_leaving > 0)
        };
        self.people.values().filter(is_unsure).count() as u64
    }

    /// Whether the rows found people where the mirror has them.
    pub(super) fn are_as_found(&self, kind: FacetKind) -> bool {
        self.people.values().all(|one| {
            let into = |person: &Person| kind.total_of_person(person);
            let mirrored = one.mirrored.as_ref().and_then(into);
            mirrored == one.before().as_ref().and_then(into)
        })
    }
}
