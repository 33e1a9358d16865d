//! The totals of a plan: how many targets have each value in the mirror.

use std::collections::BTreeMap;

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::{PlanTotals, Row, TotalMove};
use crate::change::{FacetKind, Seen, Target};
use crate::sql::SqlError;
use crate::store::Mirror;

/// The totals of every kind of facet in the rows.
///
/// # Errors
/// When the mirror cannot be read.
pub fn totals(
    mirror: &Mirror,
    kinds: &[FacetKind],
    rows: &[Row],
    now: Timestamp,
) -> Result<Vec<PlanTotals>, SqlError> {
    let targets: Vec<Option<Target>> = rows.iter().map(Row::target).collect();
    let mut all = Vec::new();
    for kind in kinds {
        let pairs = rows.iter().zip(&targets);
        let seen: Vec<Seen<'_>> = pairs
            .filter(|(row, _)| row.facet.kind == *kind)
            .filter_map(|(row, target)| {
                Some(Seen {
                    target: target.as_ref()?,
                    of: &row.facet.of,
                    before: &row.before,
                    to: row.to.as_ref(),
                })
            })
            .collect();
        let totals = kind.totals(mirror, &seen, now)?;
        all.push(PlanTotals {
            kind: *kind,
            all: totals.all,
            unknown: totals.unknown,
            moved: moved(mirror, *kind, rows)?,
        });
    }
    Ok(all)
}

/// What all changes of people do to the totals of this kind, each person counted once by the status that the changes
/// leave: a deactivated account is not active, whatever its access; `None` where the values of the rows say it.
fn moved(
    mirror: &Mirror,
    kind: FacetKind,
    rows: &[Row],
) -> Result<Option<BTreeMap<String, TotalMove>>, SqlError> {
    if !kind.counts_people() {
        return Ok(None);
    }
    let mut people: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        if let Some(account) = row.account.as_deref() {
            people.entry(account).or_default().push(row);
        }
    }
    let mut moved: BTreeMap<String, TotalMove> = BTreeMap::new();
    for (account, rows) in people {
        let Some(person) = mirror.person_by_id(&AccountId::from(account))? else {
            continue;
        };
        let before = kind.total_of_person(&person);
        let after = rows.iter().fold(person, |person, row| {
            let of = &row.facet.of;
            let to = row.to.as_ref();
            let left = to.and_then(|to| row.facet.kind.leaves(of, &person, to));
            left.unwrap_or(person)
        });
        let after = kind.total_of_person(&after);
        if before == after {
            continue;
        }
        if let Some(id) = before {
            moved.entry(id.to_owned()).or_default().leaving += 1;
        }
        if let Some(id) = after {
            moved.entry(id.to_owned()).or_default().joining += 1;
        }
    }
    Ok(Some(moved))
}
