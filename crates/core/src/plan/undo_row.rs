//! The way back of single rows.

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::invited_back::invited_back;
use super::past_person::{by_account, found};
use super::{Found, Row, Rules, Verdict, Wanted, decide};
use crate::change::{Before, Facet, Target, Value};
use crate::input::{self, Position};
use crate::store::{Mirror, Person, StoreError};

/// The way back of one row to a value before.
///
/// `made`: what its run created with it, and the sync whose state the run was planned from.
pub(super) fn row_back(
    mirror: Option<&Mirror>,
    row: &Row,
    before: &Before,
    made: (Option<&str>, Option<i64>),
    now: Timestamp,
) -> Result<Wanted, StoreError> {
    if let Some(other) = by_another_facet(mirror, row, made)? {
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

/// The way back of an address that has an account by now, where that is a change of the account: of the one that the run
/// invited, whatever its address is by now. The one that has the address may be somebody else's.
fn by_another_facet(
    mirror: Option<&Mirror>,
    row: &Row,
    (invited, base): (Option<&str>, Option<i64>),
) -> Result<Option<Wanted>, StoreError> {
    let set = row.to.clone().unwrap_or_default();
    let back = row.facet.kind.back(&row.facet.of, &row.before, &set);
    let (Some(back), Some(mirror), Some(Target::Address(address))) = (back, mirror, row.target())
    else {
        return Ok(None);
    };
    let Some(facet) = Option::<Facet>::from(back.facet) else {
        return Ok(None);
    };
    let (person, obstacle) = match invited {
        Some(account) => {
            let id = AccountId::from(account);
            // Somebody who was there before was not invited, whose address it was.
            let is_another = row.account.as_deref() != Some(account);
            let was_there = match base.filter(|_| is_another) {
                Some(base) => mirror.was_known(&id, base)?,
                None => false,
            };
            let known = mirror.person_by_id(&id)?;
            let person = known.unwrap_or_else(|| Person {
                email: Some(address.clone()),
                ..Person::unknown(id)
            });
            (
                Some(person),
                was_there.then(|| not_theirs(&address, "was in the organization before the run")),
            )
        }
        None => (
            mirror.person_by_email(&address)?,
            Some(not_theirs(
                &address,
                "is not known to be the account that the run invited",
            )),
        ),
    };
    let found = Found {
        given: input::Person {
            at: row.line.map(Position::line),
            email: Some(address),
            account: invited.map(str::to_owned),
        },
        person,
        suggestions: Vec::new(),
        conflict: None,
    };
    let mut wanted = Wanted::of_person(found, facet, Some(back.to));
    wanted.from = Some(back.set);
    wanted.obstacle = obstacle;
    Ok(Some(wanted))
}

/// Why the person who has the address now is not removed.
fn not_theirs(address: &str, why: &str) -> String {
    format!("{why}; to remove them all the same: atlctl user remove {address}")
}

/// The way back of what a change took along.
pub(super) fn along_back(
    mirror: Option<&Mirror>,
    (target, facet): (&Target, &Facet),
    before: &Before,
    now: &Value,
) -> Result<Wanted, StoreError> {
    let found = match target.account() {
        Some(account) => by_account(mirror, account)?,
        None => Found::nobody(),
    };
    let to = facet.kind.undo(&facet.of, before, now);
    Ok(Wanted {
        target: target.account().is_none().then(|| target.clone()),
        from: Some(now.clone()),
        ..Wanted::of_person(found, facet.clone(), to)
    })
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
