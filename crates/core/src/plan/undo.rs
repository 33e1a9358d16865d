//! Makes the undo plan of a run.

use std::collections::HashMap;

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::{Found, Plan, Row, Rules, Verdict, Wanted, decide};
use crate::change::{Before, Facet, Target, Value};
use crate::input;
use crate::store::{Mirror, Person, StoreError};

/// Rows that give back the values before one value that a run set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayBack {
    /// What is changed.
    pub facet: Facet,
    /// The value that the run set.
    pub set: Value,
    /// The rows.
    pub wanted: Vec<Wanted>,
}

/// Makes the rows that give back the values before: one group for each value that the run set. Rows without a way
/// back have no target value. Where a run changed something in several steps, one row goes back to the first value.
///
/// # Errors
/// When the mirror cannot be read.
pub fn undo(
    mirror: Option<&Mirror>,
    plan: &Plan,
    changed: impl Fn(usize) -> bool,
    now: Timestamp,
) -> Result<Vec<WayBack>, StoreError> {
    let mut groups: Vec<WayBack> = Vec::new();
    let mut known: HashMap<(&Facet, &Value), usize> = HashMap::new();
    // Where the last step of each change is, which is undone with the value before the first one.
    let mut last: HashMap<(Target, &Facet), (usize, usize)> = HashMap::new();
    for (at, row) in plan.rows.iter().enumerate().rev() {
        let (true, Some(set), Some(target)) = (changed(at), &row.to, row.target()) else {
            continue;
        };
        let (kind, of) = (row.facet.kind, &row.facet.of);
        let over = kind.undo_until(of).is_some_and(|until| until <= now);
        if let Some(back) = kind.back(of, &row.before, set) {
            let found = found_at(mirror, row, target.id())?;
            let wanted = Wanted::of_person(found, back.facet.clone(), Some(back.to));
            let same = |group: &&mut WayBack| group.facet == back.facet && group.set == back.set;
            match groups.iter_mut().find(same) {
                Some(group) => group.wanted.push(wanted),
                None => groups.push(WayBack {
                    facet: back.facet,
                    set: back.set,
                    wanted: vec![wanted],
                }),
            }
            continue;
        }
        let back = kind.undo(of, &row.before, set).filter(|_| !over);
        if let Some((group, place)) = last.get(&(target.clone(), &row.facet)) {
            let wanted = groups
                .get_mut(*group)
                .and_then(|group| group.wanted.get_mut(*place));
            if let Some(wanted) = wanted {
                wanted.to = back;
            }
            continue;
        }
        let wanted = Wanted {
            target: row.target.clone(),
            ..Wanted::of_person(found(mirror, row)?, row.facet.clone(), back)
        };
        let at = *known.entry((&row.facet, set)).or_insert_with(|| {
            groups.push(WayBack {
                facet: row.facet.clone(),
                set: set.clone(),
                wanted: Vec::new(),
            });
            groups.len().saturating_sub(1)
        });
        if let Some(group) = groups.get_mut(at) {
            last.insert((target, &row.facet), (at, group.wanted.len()));
            group.wanted.push(wanted);
        }
    }
    for group in &mut groups {
        group.wanted.reverse();
    }
    groups.reverse();
    Ok(groups)
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

/// The person of a row, from the mirror or else from the plan.
fn found(mirror: Option<&Mirror>, row: &Row) -> Result<Found, StoreError> {
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
