//! What a run created, so that the mirror knows it before the next sync.

use jiff::Timestamp;

use super::machine::{Machine, State};
use super::mirror_notes::run_source;
use crate::change::{Before, Target};
use crate::store::{GroupFacts, Mirror, StoreError};

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

/// Adds groups that were read now to the mirror: those that the run created as the run's, with the time when it confirmed
/// that, and others as found.
///
/// # Errors
/// When the mirror cannot be written.
pub fn learn_groups(
    run: &str,
    machine: &Machine,
    mirror: &mut Mirror,
    groups: &[GroupFacts],
    now: Timestamp,
) -> Result<(), StoreError> {
    let source = run_source(run, machine.plan());
    for group in groups {
        match created_at(machine, &group.id) {
            Some(at) => mirror.learn_created_group(source, group, at)?,
            None => mirror.learn_group(group, now)?,
        }
    }
    Ok(())
}

/// When the run confirmed that it had created the group with this ID; `None` where it did not create it.
fn created_at(machine: &Machine, group: &str) -> Option<Timestamp> {
    let mut rows = machine.rows.iter().enumerate();
    let (_, state) = rows.find(|(row, _)| machine.created_group(*row) == Some(group))?;
    match state {
        State::Ended { at, .. } => Timestamp::from_millisecond(*at).ok(),
        _ => None,
    }
}
