//! Decides which rows are changed and which are not: pure.

use std::collections::HashMap;

use atlctl_api::AccountId;

use super::account_status::of_status;
use super::guards::PreparedGuards;
use super::named_address::{Named, NamedAddresses};
use super::spared_admin::spare_an_admin;
use super::wanted::{Rules, Wanted};
use super::{Row, Verdict};
use crate::change::{Before, Facet, FacetKind, Live, Risk, Target, Unchangeable, Value};
use crate::store::Person;

/// The access of somebody who is not suspended. What it says of an account that is deactivated is not the whole truth.
const ACTIVE: &str = "active";

/// Decides each row. `live` is the current state of the service; without it, the mirror counts.
#[must_use]
pub fn decide(wanted: &[Wanted], live: Option<&Live>, rules: &Rules) -> Vec<Row> {
    let guards = rules.guards.ready();
    // People as the rows so far leave them, and the kinds of facets of the rows that do.
    let mut left: HashMap<AccountId, Left> = HashMap::new();
    let mut addresses = NamedAddresses::of(wanted, live, rules.undo);
    let mut rows: Vec<Row> = wanted
        .iter()
        .map(|wanted| {
            let person = wanted.found.person.as_ref();
            let target = wanted.target();
            let live = live.filter(|live| live.asked(wanted.facet.kind));
            let reported = match (&target, live) {
                (Some(target), Some(live)) => live.value(target, &wanted.facet),
                _ => None,
            };
            let before = match reported {
                Some(value) => Before::Is(value.clone()),
                // The service was asked and did not report it: the mirror may be out of date.
                None if live.is_some() => Before::Unknown,
                None => wanted.mirrored.clone(),
            };
            let (kind, of) = (wanted.facet.kind, &wanted.facet.of);
            // What it is, as Atlassian says now, is newer than the mirror.
            if let (Some(person), Some(now)) = (person, reported) {
                let so_far = left.get(&person.account_id);
                let is_changed = so_far.is_some_and(|left| !left.by.is_empty());
                let so_far = so_far.map_or(person, |left| &left.person);
                let now = kind.shows(of, so_far, now).filter(|_| !is_changed);
                let now = now.map(|person| Left {
                    person,
                    by: Vec::new(),
                });
                left.extend(now.map(|now| (person.account_id.clone(), now)));
            }
            let by_then = person.and_then(|person| left.get(&person.account_id));
            // It starts where an earlier row of its kind ends.
            let before = by_then
                .and_then(|left| left.value(&wanted.facet))
                .unwrap_or(before);
            let of_gone = live.and_then(|live| {
                let to = wanted.to.as_ref();
                live.gone_group(&wanted.facet, target.as_ref()?, to)
            });
            let judge = Judge {
                rules,
                guards: &guards,
                reported: reported.is_some(),
                asked: live.is_some(),
                of_gone,
                named: addresses.check(wanted),
            };
            let verdict = judge.verdict(wanted, &before, by_then);
            addresses.decided(wanted, &verdict);
            let to = wanted.to.as_ref().filter(|_| verdict.is_change());
            let risk = to.map(|to| kind.risk(of, &before, to));
            // Who uses no seat by then frees none.
            let has_none = |person: &Person| {
                let person = by_then.map_or(person, |left| &left.person);
                person.is_suspended() || person.is_deactivated()
            };
            let frees = risk == Some(Risk::FreesSeat);
            let keeps_seat = wanted.keeps_seat || frees && person.is_some_and(has_none);
            // An account that an earlier row deactivates got in until then.
            let at_first = by_then.filter(|left| left.by.is_empty());
            let at_first = at_first.map(|left| &left.person).or(person);
            let is_deactivated = risk == Some(Risk::LocksOut)
                && before.text() == Some(ACTIVE)
                && at_first.is_some_and(Person::is_deactivated);
            let mut is_final = false;
            if let (true, Some(person), Some(to)) = (verdict.is_change(), person, &wanted.to) {
                let so_far = by_then.map_or(person, |left| &left.person);
                is_final = kind.is_final_for(so_far, to);
                // Nobody gets into the group again, say.
                let back = kind.undo(of, &before, to);
                let back = back.filter(|_| !rules.undo && !rules.unchangeable.is_empty());
                is_final |= back.is_some_and(|back| {
                    let back = (wanted.facet.clone(), back);
                    rules.unchangeable.contains_key(&back)
                });
                if let Some(after) = kind.leaves(of, so_far, to) {
                    let mut by = by_then.map(|left| left.by.clone()).unwrap_or_default();
                    by.push(kind);
                    let account = person.account_id.clone();
                    left.insert(account, Left { person: after, by });
                }
            }
            let given = &wanted.found.given;
            Row {
                line: given.line(),
                email: (judge.named.now.clone())
                    .or_else(|| person.and_then(|person| person.email.clone()))
                    .or_else(|| given.email.clone()),
                account: person
                    .map(|person| person.account_id.as_str().to_owned())
                    .or_else(|| given.account.clone()),
                name: person.and_then(|person| person.name.clone()),
                target: wanted.target.clone(),
                facet: wanted.facet.clone(),
                before,
                before_words: wanted.before_words.clone(),
                to: wanted.to.clone(),
                after: wanted.after.clone(),
                effect: wanted.effect.clone(),
                ends: wanted.ends.clone(),
                keeps_seat,
                change_reason: wanted.change_reason.clone(),
                review_rows: wanted.review_rows.clone(),
                members: wanted.members,
                held: None,
                is_deactivated,
                is_final,
                verdict,
            }
        })
        .collect();
    spare_an_admin(wanted, &mut rows, live, rules);
    rows
}

/// A person as earlier rows leave them.
struct Left {
    person: Person,
    /// The kinds of the changes that do.
    by: Vec<FacetKind>,
}

impl Left {
    /// The value by then, where an earlier change of this kind made it.
    fn value(&self, facet: &Facet) -> Option<Before> {
        let is_changed = self.by.contains(&facet.kind);
        is_changed.then(|| facet.kind.of_person(&facet.of, &self.person))?
    }
}

struct Judge<'a> {
    rules: &'a Rules,
    guards: &'a PreparedGuards<'a>,
    /// Whether the service reported the value.
    reported: bool,
    /// Whether the service was asked.
    asked: bool,
    /// Why the change is impossible, because its group was deleted.
    of_gone: Option<String>,
    /// What the service says of the address by which the person is named.
    named: Named,
}

impl Judge<'_> {
    /// `by_then`: the person as earlier rows leave them.
    fn verdict(&self, wanted: &Wanted, before: &Before, by_then: Option<&Left>) -> Verdict {
        if wanted.found.conflict.is_some()
            && let Some(slip) = wanted.found.slip()
        {
            return slip;
        }
        let rules = wanted.facet.kind;
        let needs = rules.needs();
        let person = wanted.found.person.as_ref();
        if person.is_none() && (needs.present || wanted.target.is_none()) {
            return Verdict::NotFound {
                suggestions: wanted.found.suggestions.clone(),
            };
        }
        let Some(to) = &wanted.to else {
            return Verdict::NothingBefore;
        };
        if let Some(why) = wanted.obstacle.as_ref().or(self.of_gone.as_ref()).cloned() {
            return Verdict::Unfit { why };
        }
        // First the rows that need no change: running the same command again must plan nothing.
        if before.value() == Some(to) {
            return Verdict::Already;
        }
        match person {
            Some(person) => self.of_person(wanted, (person, by_then), before, to),
            None => {
                let include = self.rules.guards.include;
                let target = wanted.target.as_ref();
                let group = target.and_then(|target| self.guards.group_id(&wanted.facet, target));
                let of_members = || {
                    self.guards
                        .of_members(&wanted.facet, wanted.target.as_ref()?, include)
                };
                self.guards
                    .of_group(group.as_deref(), include)
                    .or_else(|| self.by_value(wanted, before))
                    .or_else(|| self.unchangeable(wanted, to))
                    .or_else(|| self.no_way(wanted, before, to))
                    .or_else(of_members)
                    .unwrap_or(Verdict::Change)
            }
        }
    }

    /// What is said of a value that no target can have.
    fn unchangeable(&self, wanted: &Wanted, to: &Value) -> Option<Verdict> {
        if self.rules.unchangeable.is_empty() {
            return None;
        }
        let unchangeable = self
            .rules
            .unchangeable
            .get(&(wanted.facet.clone(), to.clone()))?;
        Some(match unchangeable.clone() {
            Unchangeable::Provider(why) => Verdict::IdentityProvider { why },
            Unchangeable::Never(why) => Verdict::Unfit { why },
        })
    }

    /// The verdict on a change of a person. Guards look at the person as they are now, what a change needs at the person
    /// as they are by then.
    fn of_person(
        &self,
        wanted: &Wanted,
        (person, by_then): (&Person, Option<&Left>),
        before: &Before,
        to: &Value,
    ) -> Verdict {
        let is_first = by_then.is_none_or(|left| left.by.is_empty());
        let by_then = by_then.map_or(person, |left| &left.person);
        let needs = wanted.facet.kind.needs();
        let email = person.email.as_deref();
        let include = self.rules.guards.include;
        let target = wanted.target();
        let group = target
            .as_ref()
            .and_then(|target| self.guards.group_id(&wanted.facet, target));
        let always = |email| {
            let (account, group) = (&person.account_id, group.as_deref());
            self.guards.always(email, account, group, include)
        };
        let now = self.named.now.as_deref();
        if let Some(held) = always(email).or_else(|| now.and_then(|now| always(Some(now)))) {
            return held;
        }
        if needs.present && person.gone && !self.reported {
            return Verdict::Gone;
        }
        if needs.managed && person.managed != Some(true) && !self.reported {
            return Verdict::NotManaged;
        }
        if let Some(status) = of_status(needs, by_then, include.suspended) {
            return status;
        }
        if let Some(verdict) = self.by_value(wanted, before) {
            return verdict;
        }
        // Where the row is about the value that tells service accounts, what the service says of it now counts.
        let values = &self.rules.guards.service_values;
        let told = before.value().filter(|_| values.are_of(&wanted.facet));
        let value = told.cloned().or_else(|| values.of(person));
        let kind = wanted.facet.kind;
        let obstacle = kind.obstacle(&wanted.facet.of, by_then, to);
        if let Some(held) = self.guards.unless_asked(person, value.as_ref(), include) {
            // The option that a guard names does not help against what Atlassian refuses.
            return obstacle.map_or(held, |why| Verdict::Unfit { why });
        }
        if let Some(unchangeable) = self.unchangeable(wanted, to) {
            return unchangeable;
        }
        if let Some(why) = wanted
            .facet
            .kind
            .provider_holds(&wanted.facet.of, person, to)
        {
            return Verdict::IdentityProvider { why };
        }
        // A row before it may be what opens the way.
        let no_way = kind.no_way_to(&wanted.facet.of, before, to);
        let is_back = self.rules.undo && matches!(target, Some(Target::Address(_)));
        let obstacle = obstacle.or_else(|| no_way.filter(|_| is_first && !is_back));
        if let Some(why) = obstacle {
            return Verdict::Unfit { why };
        }
        if needs.address && email.is_none_or(str::is_empty) {
            return Verdict::NoAddress;
        }
        if let Some(why) = self.named.obstacle.clone() {
            return Verdict::Unfit { why };
        }
        Verdict::Change
    }

    /// What the value before says.
    fn by_value(&self, wanted: &Wanted, before: &Before) -> Option<Verdict> {
        if self.asked && !self.reported {
            return Some(Verdict::NotReported);
        }
        if let Some(from) = wanted.from.as_ref().or(self.rules.from.as_ref())
            && before.value() != Some(from)
            && !before
                .value()
                .is_some_and(|now| wanted.or_from.contains(now))
        {
            // An unknown value is not another value.
            return Some(match before {
                Before::Unknown => Verdict::NotReported,
                Before::Is(_) if self.rules.undo => self.moved_on(wanted, before),
                Before::Is(_) => Verdict::NotInFrom,
            });
        }
        let by = wanted.changed_by.clone()?;
        Some(Verdict::MovedOn { by: Some(by) })
    }

    /// Why what is no person of the mirror cannot get the value.
    fn no_way(&self, wanted: &Wanted, before: &Before, to: &Value) -> Option<Verdict> {
        let why = wanted.facet.kind.no_way_to(&wanted.facet.of, before, to)?;
        Some(Verdict::Unfit { why })
    }

    /// What is said of a target that has another value than the undone run set.
    fn moved_on(&self, wanted: &Wanted, before: &Before) -> Verdict {
        let (kind, of) = (wanted.facet.kind, &wanted.facet.of);
        let to = wanted.to.as_ref();
        let no_way = to.and_then(|to| kind.no_way_to(of, before, to));
        no_way.map_or(Verdict::MovedOn { by: None }, |why| Verdict::Unfit { why })
    }
}

/// The account of a row.
pub(super) fn account(row: &Row) -> AccountId {
    AccountId::from(row.account.as_deref().unwrap_or_default())
}
