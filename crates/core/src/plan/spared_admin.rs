//! The organization admin whom changes that lock people out must leave.

use std::collections::HashSet;

use super::guards::leaves_nobody;
use super::{Row, Rules, Verdict, Wanted};
use crate::change::{Before, Facet, Live, Risk, Target, Value};
use crate::store::Person;

/// When changes would affect every organization admin, none of them is changed: a change that locks people out must
/// leave an admin who can undo it. Admins who have the target value already do not count; but for an undo, which gives
/// back a value that they had all along.
pub(super) fn spare_an_admin(
    wanted: &[Wanted],
    rows: &mut [Row],
    live: Option<&Live>,
    rules: &Rules,
) {
    let Some(rescuers) = &rules.guards.rescuers else {
        return;
    };
    let (mut changed, mut to) = (HashSet::new(), HashSet::new());
    for (wanted, row) in wanted.iter().zip(rows.iter()) {
        if let (true, Some(person)) = (locks_out(row), &wanted.found.person) {
            changed.insert(person.account_id.clone());
            if person.org_admin != Some(false) {
                to.extend(row.to.clone().map(|to| (row.facet.clone(), to)));
            }
        }
    }
    let there = |one: &Person| !rules.undo && has_one_of(one, live, &to);
    if to.is_empty() || !leaves_nobody(rescuers, &changed, there) {
        return;
    }
    let mut spared = HashSet::new();
    for (wanted, row) in wanted.iter().zip(rows.iter_mut()) {
        let person = wanted.found.person.as_ref();
        let admin = person.filter(|one| one.org_admin != Some(false));
        if let Some(admin) = admin.filter(|_| locks_out(row)) {
            row.verdict = Verdict::LastAdmin;
            spared.insert(&admin.account_id);
        }
    }
    // What cannot be undone, such as the end of a token, goes no further than the rest of the plan for them.
    for (wanted, row) in wanted.iter().zip(rows) {
        let person = wanted.found.person.as_ref();
        let is_spared = person.is_some_and(|one| spared.contains(&one.account_id));
        if is_spared && row.risk() == Some(Risk::Irreversible) {
            row.verdict = Verdict::LastAdmin;
        }
    }
}

/// Whether the row is changed in a way that may lock an admin out.
pub(super) fn locks_out(row: &Row) -> bool {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    to.is_some_and(|to| row.facet.kind.needs_rescuer(&row.facet.of, to))
}

/// Whether a person is known to have one of these values already.
pub(super) fn has_one_of(
    one: &Person,
    live: Option<&Live>,
    values: &HashSet<(Facet, Value)>,
) -> bool {
    let target = Target::Account(one.account_id.as_str().to_owned());
    let values = values.iter();
    let mut values = values.filter(|(facet, _)| facet.kind.value_locks_out());
    values.any(|(facet, to)| {
        let reported = live.and_then(|live| live.value(&target, facet)).cloned();
        let mirrored = || match facet.kind.of_person(&facet.of, one) {
            Some(Before::Is(value)) => Some(value),
            _ => None,
        };
        reported.or_else(mirrored).as_ref() == Some(to)
    })
}
