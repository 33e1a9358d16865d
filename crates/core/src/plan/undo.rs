//! Makes the undo plan of a run.

use atlctl_api::AccountId;

use super::{Found, Plan, Row, Rules, Verdict, Wanted, decide};
use crate::change::{Before, Facet, Value};
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
/// back have no target value.
///
/// # Errors
/// When the mirror cannot be read.
pub fn undo(
    mirror: Option<&Mirror>,
    plan: &Plan,
    changed: impl Fn(usize) -> bool,
) -> Result<Vec<WayBack>, StoreError> {
    let mut groups: Vec<WayBack> = Vec::new();
    // The last change of a target is undone first.
    for (at, row) in plan.rows.iter().enumerate().rev() {
        let (true, Some(now)) = (changed(at), &row.to) else {
            continue;
        };
        let kind = row.facet.kind;
        let back = kind.undo(&row.facet.of, &row.before, now);
        let wanted = Wanted {
            target: row.target.clone(),
            ..Wanted::of_person(found(mirror, row)?, row.facet.clone(), back)
        };
        let same = |group: &&mut WayBack| group.set == *now && group.facet == row.facet;
        match groups.iter_mut().find(same) {
            Some(group) => group.wanted.push(wanted),
            None => groups.push(WayBack {
                facet: row.facet.clone(),
                set: now.clone(),
                wanted: vec![wanted],
            }),
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
pub(super) fn found(mirror: Option<&Mirror>, row: &Row) -> Result<Found, StoreError> {
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
