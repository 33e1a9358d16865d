//! Makes the undo plan of a run.

use std::collections::{HashMap, HashSet};

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::{Found, Plan, Row, Rules, Verdict, Wanted, decide};
use crate::change::{Before, Facet, Target};
use crate::input;
use crate::store::{Mirror, Person, StoreError};

/// The rows that give back the values before a run: only of targets that still have the run's value. Where accounts
/// have several changes, the last one is undone first. Where a run changed something in several steps, one row goes back to the first value. Rows
/// without a way back have no target value.
///
/// # Errors
/// When the mirror cannot be read.
pub fn undo(
    mirror: Option<&Mirror>,
    plan: &Plan,
    changed: impl Fn(usize) -> bool,
    now: Timestamp,
) -> Result<Vec<Wanted>, StoreError> {
    let mut rows: Vec<(u32, &Row)> = (0_u32..)
        .zip(&plan.rows)
        .filter(|(at, row)| row.to.is_some() && usize::try_from(*at).is_ok_and(&changed))
        .collect();
    let mut steps = HashSet::new();
    let in_steps = rows
        .iter()
        .any(|(_, row)| !steps.insert((row.target(), &row.facet)));
    if plan.is_several() || in_steps {
        rows.reverse();
    }
    // Where the row is that undoes the last step of a change.
    let mut last: HashMap<(Option<Target>, &Facet), usize> = HashMap::new();
    let mut places: HashMap<u32, u32> = HashMap::with_capacity(rows.len());
    let mut wanted: Vec<Wanted> = Vec::with_capacity(rows.len());
    for (at, row) in &rows {
        let set = row.to.clone().unwrap_or_default();
        let kind = row.facet.kind;
        let of = &row.facet.of;
        let over = kind.undo_until(of).is_some_and(|until| until <= now);
        let back = kind.undo(of, &row.before, &set).filter(|_| !over);
        if let Some(known) = last.get(&(row.target(), &row.facet)).copied() {
            places.insert(*at, u32::try_from(known).unwrap_or(u32::MAX));
            if let Some(wanted) = wanted.get_mut(known) {
                wanted.to = back;
            }
            continue;
        }
        last.insert((row.target(), &row.facet), wanted.len());
        let place = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        places.insert(*at, place);
        if let Some(back) = kind.back(of, &row.before, &set)
            && let Some(target) = &row.target
        {
            wanted.push(Wanted {
                from: Some(back.set),
                ..Wanted::of_person(
                    found_at(mirror, row, target.id())?,
                    back.facet,
                    Some(back.to),
                )
            });
            continue;
        }
        let target = row.target.as_ref().map(|target| {
            let again = kind.target_again(of, target, &set);
            again.unwrap_or_else(|| target.clone())
        });
        wanted.push(Wanted {
            target,
            from: Some(set.clone()),
            ..Wanted::of_person(found(mirror, row)?, row.facet.clone(), back)
        });
        for (account, facet, from, to) in kind.rebuild(of, &set) {
            wanted.push(Wanted {
                from: Some(from),
                after: vec![place],
                ..Wanted::of_person(by_account(mirror, &account)?, facet, Some(to))
            });
        }
    }
    // What had to come first comes last.
    for (at, row) in &rows {
        let Some(place) = places.get(at).copied() else {
            continue;
        };
        for first in &row.after {
            let place_of_first = places.get(first).and_then(|at| usize::try_from(*at).ok());
            if let Some(first) = place_of_first.and_then(|at| wanted.get_mut(at)) {
                first.after.push(place);
            }
        }
    }
    Ok(wanted)
}

/// Rows for people who were named for the undo although the run did not change them.
#[must_use]
pub fn not_changed(found: Vec<Found>, facet: &Facet) -> Vec<Row> {
    let nowhere = |found| Wanted::of_person(found, facet.clone(), None);
    let wanted: Vec<Wanted> = found.into_iter().map(nowhere).collect();
    let mut rows = decide(&wanted, None, &Rules::default());
    for row in &mut rows {
        // The service is not asked about them.
        row.before = Before::Unknown;
        if row.verdict == Verdict::NothingBefore {
            row.verdict = Verdict::NotMoved;
        }
    }
    rows
}

/// A person by account.
fn by_account(mirror: Option<&Mirror>, account: &str) -> Result<Found, StoreError> {
    let id = AccountId::from(account);
    let person = match mirror {
        Some(mirror) => mirror.person_by_id(&id)?,
        None => None,
    };
    Ok(Found {
        given: input::Person {
            line: None,
            email: person.as_ref().and_then(|person| person.email.clone()),
            account: Some(account.to_owned()),
        },
        person: Some(person.unwrap_or_else(|| Person::unknown(id))),
        suggestions: Vec::new(),
        contradicts: false,
    })
}

/// The person of a row, from the mirror or else from the plan.
fn found(mirror: Option<&Mirror>, row: &Row) -> Result<Found, StoreError> {
    if row.target.is_some() && row.account.is_none() {
        // A group or a token that is nobody's.
        return Ok(Found {
            given: input::Person {
                line: row.line,
                email: row.email.clone(),
                account: None,
            },
            person: None,
            suggestions: Vec::new(),
            contradicts: false,
        });
    }
    let account = AccountId::from(row.account.as_deref().unwrap_or_default());
    let known = match mirror {
        Some(mirror) => mirror.person_by_id(&account)?,
        None => None,
    };
    let person = known.unwrap_or_else(|| Person {
        email: row.email.clone(),
        name: row.name.clone(),
        managed: Some(true),
        ..Person::unknown(account)
    });
    Ok(Found {
        given: input::Person {
            line: row.line,
            email: row.email.clone(),
            account: row.account.clone(),
        },
        person: Some(person),
        suggestions: Vec::new(),
        contradicts: false,
    })
}

/// The person who has an address now.
fn found_at(mirror: Option<&Mirror>, row: &Row, address: &str) -> Result<Found, StoreError> {
    let person = match mirror {
        Some(mirror) => mirror.person_by_email(address)?,
        None => None,
    };
    Ok(Found {
        given: input::Person {
            line: row.line,
            email: Some(address.to_owned()),
            account: None,
        },
        person,
        suggestions: Vec::new(),
        contradicts: false,
    })
}
