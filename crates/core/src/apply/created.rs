//! What a run created, so that the mirror knows it before the next sync.

use super::machine::Machine;
use crate::change::{Before, Target};
use crate::store::{Mirror, StoreError};

/// The groups that the confirmed rows of a run created and that the mirror does not know: by their IDs, where the run
/// knows them.
///
/// # Errors
/// When the mirror cannot be read.
pub fn unknown_to_mirror(machine: &Machine, mirror: &Mirror) -> Result<Vec<Target>, StoreError> {
    let mut found = Vec::new();
    for (at, row) in machine.plan().rows.iter().enumerate() {
        let kind = row.facet.kind;
        let is_there = row.to.as_ref().and_then(|to| kind.has_group(to));
        let (Some(target), Some(true), true) = (&row.target, is_there, machine.was_changed(at))
        else {
            continue;
        };
        let id = machine.created_group(at).map(str::to_owned);
        let target = id.map_or_else(|| target.clone(), Target::Group);
        if kind.mirrored(mirror, &row.facet.of, &target)?
            != Before::Is(row.to.clone().unwrap_or_default())
        {
            found.push(target);
        }
    }
    Ok(found)
}
