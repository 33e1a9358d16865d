//! Arranges the rows of a plan that stand in each other's way.

use super::{Row, Verdict};
use crate::change::{Arrangement, Before, FacetKind, Seen, Target};
use crate::store::{Mirror, StoreError};

/// Sets which rows wait for which. A row that has to go by way of a value in between becomes two: the second is added
/// at the end. A row that cannot be made is left out.
///
/// # Errors
/// When the mirror cannot be read.
pub fn arrange(mirror: &Mirror, rows: &mut Vec<Row>) -> Result<(), StoreError> {
    let mut kinds: Vec<FacetKind> = Vec::new();
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        if !kinds.contains(&row.facet.kind) {
            kinds.push(row.facet.kind);
        }
    }
    for kind in kinds {
        let places: Vec<(usize, Target)> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.verdict.is_change() && row.facet.kind == kind)
            .filter_map(|(at, row)| Some((at, row.target()?)))
            .collect();
        let changes: Vec<Seen<'_>> = places
            .iter()
            .filter_map(|(at, target)| {
                let row = rows.get(*at)?;
                Some(Seen {
                    target,
                    of: &row.facet.of,
                    before: &row.before,
                    to: row.to.as_ref(),
                })
            })
            .collect();
        let arranged = kind.arrange(mirror, &changes)?;
        if arranged.is_empty() {
            continue;
        }
        let place = |change: usize| {
            let (at, _) = places.get(change)?;
            u32::try_from(*at).ok()
        };
        // The arrangement says what these wait for among themselves: the order of an undo may be another one.
        let own: Vec<u32> = (0..places.len()).filter_map(place).collect();
        for ((at, _), arrangement) in places.iter().zip(arranged) {
            let Some(row) = rows.get_mut(*at) else {
                continue;
            };
            row.after.retain(|other| own.binary_search(other).is_err());
            match arrangement {
                Arrangement::Free => {}
                Arrangement::After(change) => row.after.extend(place(change)),
                Arrangement::To(value) => row.to = Some(value),
                Arrangement::Never { why } => row.verdict = Verdict::Unfit { why },
                Arrangement::Through {
                    value,
                    after,
                    effect,
                } => {
                    row.effect = Some(effect);
                    let mut second = row.clone();
                    second.before = Before::Is(value.clone());
                    second.after.extend(after.and_then(place));
                    row.to = Some(value);
                    rows.push(second);
                }
            }
        }
    }
    Ok(())
}
