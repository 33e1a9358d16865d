//! The totals of a plan: how many targets have each value in the mirror.

use jiff::Timestamp;

use super::{PlanTotals, Row};
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
        let rows = rows.iter().zip(&targets);
        let seen: Vec<Seen<'_>> = rows
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
        });
    }
    Ok(all)
}
