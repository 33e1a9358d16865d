//! Folds several runs into one way back: each target gets the value that it had before the first of them.

use super::undo::found;
use super::{Plan, Row, Wanted, WayBack};
use crate::change::{Before, Facet, Target};
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
) -> Result<Vec<WayBack>, StoreError> {
    let mut folded: Vec<((Target, &Facet), Folded<'a>)> = Vec::new();
    let mut at = std::collections::HashMap::new();
    for (run, (plan, changed)) in runs.into_iter().enumerate() {
        for position in changed {
            let Some(row) = plan.rows.get(position) else {
                continue;
            };
            let Some(target) = row.target() else { continue };
            let key = (target, &row.facet);
            let known = at.get(&key).copied();
            match known.and_then(|at: usize| folded.get_mut(at)) {
                Some((_, known)) => {
                    known.last = row;
                    known.order = (run, position);
                }
                None => {
                    at.insert(key.clone(), folded.len());
                    let one = Folded {
                        last: row,
                        before: &row.before,
                        order: (run, position),
                    };
                    folded.push((key, one));
                }
            }
        }
    }
    folded.sort_by_key(|(_, one)| std::cmp::Reverse(one.order));
    let mut groups: Vec<WayBack> = Vec::new();
    for (_, one) in folded {
        let row = one.last;
        let Some(set) = &row.to else { continue };
        if one.before.value() == Some(set) {
            continue;
        }
        let back = row.facet.kind.undo(&row.facet.of, one.before, set);
        let wanted = Wanted {
            target: row.target.clone(),
            ..Wanted::of_person(found(mirror, row)?, row.facet.clone(), back)
        };
        match groups.last_mut() {
            Some(group) if group.set == *set && group.facet == row.facet => {
                group.wanted.push(wanted);
            }
            _ => groups.push(WayBack {
                facet: row.facet.clone(),
                set: set.clone(),
                wanted: vec![wanted],
            }),
        }
    }
    Ok(groups)
}
