//! People whom runs invited, and removed or had removed: two kinds of changes of one thing, each of which a way back
//! would speak of.

use super::{Row, Wanted};
use crate::change::Value;

/// When a change was made: the run's position, the row's, and that of what it took along.
pub(super) type When = (usize, usize, usize);

/// What the runs did to one target, for a row of the way back.
pub(super) struct Period<'a> {
    /// The last row that changed it, where one did.
    pub(super) row: Option<&'a Row>,
    /// The value that the last change made.
    pub(super) now: &'a Value,
    /// When the first change was made.
    pub(super) first: When,
    /// When the last one was made.
    pub(super) last: When,
}

/// The rows of the way back that later changes of another kind settled, by position: who was invited and removed is as
/// before, and so is who was removed and invited again.
pub(super) fn settled_otherwise(periods: &[Period<'_>], wanted: &[Wanted]) -> Vec<usize> {
    let is_invited = |period: &Period<'_>| {
        let row = period.row;
        row.is_some_and(|row| {
            let set = row.to.clone().unwrap_or_default();
            let back = row.facet.kind.back(&row.facet.of, &row.before, &set);
            back.is_some()
        })
    };
    let rows = || periods.iter().zip(wanted).enumerate();
    let mut settled = Vec::new();
    for (at, (invited, back)) in rows().filter(|(_, (period, _))| is_invited(period)) {
        let is_of_it = |period: &Period<'_>| {
            let same = |row: &Row| row.facet == back.facet && is_of_person(row, back);
            period.row.is_some_and(same)
        };
        let others = rows().filter(|(_, (period, _))| !is_invited(period) && is_of_it(period));
        for (other, (period, _)) in others {
            if Some(period.now) != back.to.as_ref() {
                continue;
            }
            let (was_in, is_in) = (period.first < invited.first, invited.last > period.last);
            if was_in || !is_in {
                settled.push(at);
            }
            if !was_in || is_in {
                settled.push(other);
            }
        }
    }
    settled
}

/// Whether a row changed the person of a way back: by the account or, where the mirror does not know it yet, the address.
fn is_of_person(row: &Row, back: &Wanted) -> bool {
    let address = |email: Option<&str>| email.map(|email| email.trim().to_lowercase());
    match back.target() {
        Some(target) => row.target() == Some(target),
        None => {
            let given = address(back.found.given.email.as_deref());
            given.is_some() && given == address(row.email.as_deref())
        }
    }
}
