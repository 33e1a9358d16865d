//! Finds the values that no target can have.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Wanted;
use crate::change::{Facet, Unchangeable, Value};
use crate::store::{Mirror, StoreError};

/// The values among these that no target can have, each with the reason.
///
/// # Errors
/// When the mirror cannot be read.
pub fn unchangeable(
    mirror: &Mirror,
    wanted: &[Wanted],
) -> Result<HashMap<(Facet, Value), Unchangeable>, StoreError> {
    let mut asked: HashMap<(&Facet, &Value), Option<Unchangeable>> = HashMap::new();
    for wanted in wanted {
        let Some(to) = &wanted.to else { continue };
        let facet = &wanted.facet;
        if let Entry::Vacant(place) = asked.entry((facet, to)) {
            place.insert(facet.kind.unchangeable(mirror, &facet.of, to)?);
        }
    }
    let found = asked.into_iter();
    Ok(found
        .filter_map(|((facet, to), unchangeable)| {
            Some(((facet.clone(), to.clone()), unchangeable?))
        })
        .collect())
}
