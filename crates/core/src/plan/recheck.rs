//! Checks a saved plan against the current guards.

use std::collections::{HashMap, HashSet};

use atlctl_api::AccountId;

use super::account_status::of_status;
use super::decide::account;
use super::guards::leaves_nobody;
use super::spared_admin::{has_one_of, locks_out};
use super::{Guards, Kind, Plan, Row, Verdict};
use crate::change::{Before, Live, Risk};
use crate::store::Person;

/// The people of a saved plan whom the guards exclude now, with their rows' positions: people protected since, the
/// person who applies the plan (someone else may have made it), new organization admins, and people whose roles are
/// no longer known; and those whose status, or an identity provider, no longer allows the change, who are
/// [left out](Verdict::is_guard). `known`: a person as in the mirror now, or as Atlassian says. `live`: the values that those who can undo it have now, where
/// they were read. A plan of an older atlctl does not record whom it includes explicitly, so only the first two guards
/// apply to it.
///
/// # Errors
/// When a person cannot be looked up.
pub fn held<'a, E>(
    plan: &'a Plan,
    guards: &Guards,
    known: impl Fn(&AccountId) -> Result<Option<Person>, E>,
    live: Option<&Live>,
) -> Result<Vec<(u32, &'a Row, Verdict)>, E> {
    let ready = guards.ready();
    let (mut held, mut changed, mut admins) = (Vec::new(), HashSet::new(), Vec::new());
    // People as the rows so far leave them.
    let mut left: HashMap<AccountId, Person> = HashMap::new();
    for (at, row) in (0_u32..).zip(&plan.rows) {
        if !row.verdict.is_change() {
            continue;
        }
        let account = account(row);
        let target = row.target();
        let group = target
            .as_ref()
            .and_then(|target| row.facet.kind.group(&row.facet.of, target));
        let include = plan.include.unwrap_or_default();
        if let Some(verdict) = ready.always(row.email.as_deref(), &account, group, include) {
            held.push((at, row, verdict));
            continue;
        }
        // Who gets in and who is an admin changes with the days.
        let of_members = target
            .as_ref()
            .and_then(|target| ready.of_members(&row.facet, target, include));
        if let Some(verdict) = of_members.filter(|_| plan.include.is_some()) {
            held.push((at, row, verdict));
            continue;
        }
        let person = match plan.include {
            Some(_) => known(&account)?,
            None => None,
        };
        if let (Some(include), Some(person)) = (plan.include, person) {
            // A change of this very value that was begun changes it; people who had it were asked about when the plan was
            // made.
            let values = &guards.service_values;
            let value = values.of(&person).filter(|_| !values.are_of(&row.facet));
            let to = row.to.as_ref();
            if let Some(verdict) = ready.unless_asked(&person, value.as_ref(), include) {
                // The option that a guard names does not help against what Atlassian refuses.
                let obstacle =
                    to.and_then(|to| row.facet.kind.obstacle(&row.facet.of, &person, to));
                let verdict = obstacle.map_or(verdict, |why| Verdict::Unfit { why });
                held.push((at, row, verdict));
                continue;
            }
            let by_then = left.get(&account).unwrap_or(&person);
            if let Some(verdict) = unable(row, &person, by_then, include.suspended) {
                held.push((at, row, verdict));
                continue;
            }
            let leaves = to.and_then(|to| row.facet.kind.leaves(&row.facet.of, by_then, to));
            left.extend(leaves.map(|after| (account.clone(), after)));
            if person.org_admin != Some(false) && locks_out(row) {
                admins.push((at, row));
            }
        }
        if locks_out(row) {
            changed.insert(account);
        }
    }
    let to = admins
        .iter()
        .filter_map(|(_, row)| Some((row.facet.clone(), row.to.clone()?)))
        .collect();
    let is_undo = matches!(plan.kind, Kind::Undo { .. });
    let there = |one: &Person| !is_undo && has_one_of(one, live, &to);
    let lost = |rescuers: &Vec<Person>| leaves_nobody(rescuers, &changed, there);
    if !admins.is_empty() && guards.rescuers.as_ref().is_some_and(lost) {
        let spared: HashSet<AccountId> = admins.iter().map(|(_, row)| account(row)).collect();
        let known: HashSet<u32> = held.iter().map(|(at, ..)| *at).collect();
        let locked: HashSet<u32> = admins.iter().map(|(at, _)| *at).collect();
        let of_them = (0_u32..).zip(&plan.rows).filter(|(at, row)| {
            let is_final = row.risk() == Some(Risk::Irreversible) && !known.contains(at);
            locked.contains(at) || is_final && spared.contains(&account(row))
        });
        held.extend(of_them.map(|(at, row)| (at, row, Verdict::LastAdmin)));
        held.sort_by_key(|(at, ..)| *at);
    }
    Ok(held)
}

/// Why somebody cannot be changed now, whatever is included: their status, or an identity provider. `by_then`: the person
/// as earlier rows leave them.
fn unable(row: &Row, person: &Person, by_then: &Person, suspended: bool) -> Option<Verdict> {
    let (kind, of) = (row.facet.kind, &row.facet.of);
    let (needs, to) = (kind.needs(), row.to.as_ref()?);
    if kind.of_person(of, by_then) == Some(Before::Is(to.clone())) {
        return None;
    }
    if needs.present && person.gone {
        return Some(Verdict::Gone);
    }
    if needs.managed && person.managed == Some(false) {
        return Some(Verdict::NotManaged);
    }
    let held = || {
        let why = kind.provider_holds(of, person, to)?;
        Some(Verdict::IdentityProvider { why })
    };
    let unfit = || {
        let why = kind.obstacle(of, by_then, to)?;
        Some(Verdict::Unfit { why })
    };
    of_status(needs, by_then, suspended)
        .or_else(held)
        .or_else(unfit)
}
