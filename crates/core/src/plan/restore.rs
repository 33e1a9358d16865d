//! Folds several runs into one way back: each target gets the value that it had before the first of them.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;

use super::undo::row_back;
use super::{Plan, Row, Wanted};
use crate::change::Before;
use crate::store::{Mirror, StoreError};

/// What several runs did to one target.
struct Folded<'a> {
    /// The last change: its value is the one that the target has now.
    last: &'a Row,
    /// The value before the first change.
    before: &'a Before,
    /// When the last change was made: the run's position and the row's.
    order: (usize, usize),
}

/// The way back to the values before these runs, which are given with the oldest first. Targets that later runs already
/// brought back are left out. The last changes are taken back first.
///
/// # Errors
/// When the mirror cannot be read.
pub fn restore<'a>(
    mirror: Option<&Mirror>,
    runs: impl IntoIterator<Item = (&'a Plan, Vec<usize>)>,
    now: Timestamp,
) -> Result<Vec<Wanted>, StoreError> {
    let mut folded: Vec<Folded<'a>> = Vec::new();
    let mut at = HashMap::new();
    for (run, (plan, changed)) in runs.into_iter().enumerate() {
        for position in changed {
            let Some(row) = plan.rows.get(position) else {
                continue;
            };
            let Some(target) = row.target() else { continue };
            let kind = row.facet.kind;
            let key = (kind, kind.identity(&row.facet.of, &target));
            let known = at.get(&key).copied();
            match known.and_then(|at: usize| folded.get_mut(at)) {
                Some(known) => {
                    known.last = row;
                    known.order = (run, position);
                }
                None => {
                    at.insert(key, folded.len());
                    folded.push(Folded {
                        last: row,
                        before: &row.before,
                        order: (run, position),
                    });
                }
            }
        }
    }
    folded.sort_by_key(|one| Reverse(one.order));
    let mut wanted = Vec::with_capacity(folded.len());
    for one in folded {
        let changed = one.last.to.is_some() && one.before.value() != one.last.to.as_ref();
        if changed {
            wanted.push(row_back(mirror, one.last, one.before, now)?);
        }
    }
    Ok(wanted)
}
