//! Makes the undo plan of a run.

use std::collections::HashMap;

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::{Found, Plan, Row, Rules, Verdict, Wanted, decide};
use crate::change::{Before, Facet, Target};
use crate::input;
use crate::store::{Mirror, Person, StoreError};

/// The rows that give back the values before a run: only of targets that still have the run's value. Where accounts
/// have several changes, the last one is undone first; where a run changed something in several steps, one row goes
/// back to the first value. Rows without a way back, or whose time is over at `now`, have no target value.
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
    if plan.is_several() {
        rows.reverse();
    }
    let mut places: HashMap<u32, u32> = HashMap::with_capacity(rows.len());
    let mut steps: HashMap<(Target, &Facet), u32> = HashMap::new();
    let mut wanted: Vec<Wanted> = Vec::with_capacity(rows.len());
    let mut rebuilt: Vec<Wanted> = Vec::new();
    for (at, row) in &rows {
        let set = row.to.clone().unwrap_or_default();
        let back = row_back(mirror, row, &row.before, now)?;
        // An earlier step of the same change: what it started from is the way back of the last.
        let step = row.target().map(|target| (target, &row.facet));
        if let Some(place) = step.as_ref().and_then(|step| steps.get(step)).copied() {
            places.insert(*at, place);
            let last = usize::try_from(place).ok();
            if let Some(last) = last.and_then(|place| wanted.get_mut(place)) {
                last.to = back.to;
            }
            continue;
        }
        let place = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        places.insert(*at, place);
        steps.extend(step.map(|step| (step, place)));
        wanted.push(back);
        for (account, facet, from, to) in row.facet.kind.rebuild(&row.facet.of, &set) {
            let Some(facet) = Option::<Facet>::from(facet) else {
                continue;
            };
            rebuilt.push(Wanted {
                from: Some(from),
                after: vec![place],
                ..Wanted::of_person(by_account(mirror, &account)?, facet, Some(to))
            });
        }
    }
    // Last: whose account was deactivated by the same run is active again by then.
    wanted.extend(rebuilt);
    // What had to come first comes last. Rows of one kind are arranged anew, as for any plan.
    for (at, row) in &rows {
        let Some(place) = places.get(at).copied() else {
            continue;
        };
        for first in &row.after {
            let earlier = usize::try_from(*first).ok();
            let earlier = earlier.and_then(|first| plan.rows.get(first));
            if earlier.is_some_and(|first| first.facet.kind == row.facet.kind) {
                continue;
            }
            let first = places.get(first).copied().filter(|first| *first != place);
            let first = first.and_then(|first| usize::try_from(first).ok());
            if let Some(first) = first.and_then(|first| wanted.get_mut(first)) {
                first.after.push(place);
            }
        }
    }
    Ok(wanted)
}

/// The way back of one row to a value before.
pub(super) fn row_back(
    mirror: Option<&Mirror>,
    row: &Row,
    before: &Before,
    now: Timestamp,
) -> Result<Wanted, StoreError> {
    if let Some(other) = by_another_facet(mirror, row)? {
        return Ok(other);
    }
    let (kind, of) = (row.facet.kind, &row.facet.of);
    let set = row.to.clone().unwrap_or_default();
    let over = kind.undo_until(of).is_some_and(|until| until <= now);
    let back = kind.undo(of, before, &set).filter(|_| !over);
    let target = row.target.as_ref().map(|target| {
        let again = kind.target_again(of, target, &set);
        again.unwrap_or_else(|| target.clone())
    });
    Ok(Wanted {
        target,
        from: Some(set),
        ..Wanted::of_person(found(mirror, row)?, row.facet.clone(), back)
    })
}

/// The way back of an address that has an account by now, where that is a change of the account.
fn by_another_facet(mirror: Option<&Mirror>, row: &Row) -> Result<Option<Wanted>, StoreError> {
    let set = row.to.clone().unwrap_or_default();
    let back = row.facet.kind.back(&row.facet.of, &row.before, &set);
    let (Some(back), Some(mirror), Some(Target::Address(address))) = (back, mirror, row.target())
    else {
        return Ok(None);
    };
    let Some(facet) = Option::<Facet>::from(back.facet) else {
        return Ok(None);
    };
    let found = Found {
        given: input::Person {
            line: row.line,
            email: Some(address.clone()),
            account: None,
        },
        person: mirror.person_by_email(&address)?,
        suggestions: Vec::new(),
        contradicts: false,
    };
    Ok(Some(Wanted {
        from: Some(back.set),
        ..Wanted::of_person(found, facet, Some(back.to))
    }))
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
