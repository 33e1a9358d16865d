//! What a run created, so that the mirror knows it before the next sync.

use atlctl_api::Error;

use super::machine::Machine;
use crate::change::{Before, FacetKind, Target, Wire};
use crate::store::{GroupFacts, Mirror, StoreError};

/// What the confirmed rows of a run may have created: targets that the mirror does not know, by kind.
///
/// # Errors
/// When the mirror cannot be read.
pub fn unknown_to_mirror(
    machine: &Machine,
    mirror: &Mirror,
) -> Result<Vec<(FacetKind, Vec<Target>)>, StoreError> {
    let mut found: Vec<(FacetKind, Vec<Target>)> = Vec::new();
    for (at, row) in machine.plan().rows.iter().enumerate() {
        let kind = row.facet.kind;
        let (Some(target), true) = (&row.target, machine.was_changed(at)) else {
            continue;
        };
        let is_new =
            kind.is_mirrored() && kind.mirrored(mirror, &row.facet.of, target)? == Before::Unknown;
        if !is_new {
            continue;
        }
        match found.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, targets)) => targets.push(target.clone()),
            None => found.push((kind, vec![target.clone()])),
        }
    }
    Ok(found)
}

/// Reads them from the service.
///
/// # Errors
/// When it fails.
pub async fn read_created(
    wire: &Wire,
    unknown: &[(FacetKind, Vec<Target>)],
) -> Result<Vec<GroupFacts>, Error> {
    let mut created = Vec::new();
    for (kind, targets) in unknown {
        created.extend(kind.created(wire, targets).await?);
    }
    Ok(created)
}
