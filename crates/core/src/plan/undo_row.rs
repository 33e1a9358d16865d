//! The way back of single rows.

use jiff::Timestamp;

use super::invited_back::invited_back;
use super::past_person::found;
use super::{Found, Row, Rules, Verdict, Wanted, decide};
use crate::change::{Before, Facet, Target};
use crate::input::{self, Position};
use crate::store::{Mirror, StoreError};

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
    if let Some(invitation) = invited_back(mirror, row, before)? {
        return Ok(invitation);
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
            at: row.line.map(Position::line),
            email: Some(address.clone()),
            account: None,
        },
        person: mirror.person_by_email(&address)?,
        suggestions: Vec::new(),
        conflict: None,
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
