//! Finds the values that no target can have.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Wanted;
use crate::change::{Facet, Unchangeable, Value};
use crate::store::{Mirror, StoreError};

/// The values among these that no target can have, each with the reason; and those that an undo would set.
///
/// # Errors
/// When the mirror cannot be read.
pub fn unchangeable(
    mirror: &Mirror,
    wanted: &[Wanted],
) -> Result<HashMap<(Facet, Value), Unchangeable>, StoreError> {
    let mut asked: HashMap<(&Facet, Value), Option<Unchangeable>> = HashMap::new();
    for wanted in wanted {
        let Some(to) = &wanted.to else { continue };
        let facet = &wanted.facet;
        let back = facet.kind.undo(&facet.of, &wanted.mirrored, to);
        for value in [Some(to.clone()), back].into_iter().flatten() {
            if let Entry::Vacant(place) = asked.entry((facet, value)) {
                let unchangeable = facet.kind.unchangeable(mirror, &facet.of, &place.key().1)?;
                place.insert(unchangeable);
            }
        }
    }
    let found = asked.into_iter();
    Ok(found
        .filter_map(|((facet, value), unchangeable)| Some(((facet.clone(), value), unchangeable?)))
        .collect())
}
