//! Groups that are known to give nothing: to leave one frees no seat.

use std::collections::HashMap;

use atlctl_core::change::facet::membership::{Membership, OUT, is_of_org_admins};
use atlctl_core::change::{FacetKind, mirrored_group_roles};
use atlctl_core::plan::Wanted;
use atlctl_core::store::Mirror;

use crate::error::CliResult;

/// Marks the rows that take people out of such a group.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn mark_seatless(mirror: &Mirror, wanted: &mut [Wanted]) -> CliResult<()> {
    let mut known: HashMap<String, bool> = HashMap::new();
    for row in wanted {
        let leaves = row.facet.kind == FacetKind::of(&Membership)
            && row.to.as_ref().is_some_and(|to| to.text() == Some(OUT));
        let Some(group) = row.facet.of.get(1).filter(|_| leaves) else {
            continue;
        };
        row.keeps_seat |= match known.get(group) {
            Some(nothing) => *nothing,
            None => {
                let nothing = gives_nothing(mirror, group)?;
                known.insert(group.clone(), nothing);
                nothing
            }
        };
    }
    Ok(())
}

/// Whether its roles were read, there is none, and its entry counts no resource either.
fn gives_nothing(mirror: &Mirror, group: &str) -> CliResult<bool> {
    let Some(facts) = mirror.group_facts(group)? else {
        return Ok(false);
    };
    let admins = facts.name.as_deref().is_none_or(is_of_org_admins);
    if admins || facts.resources != Some(0) {
        return Ok(false);
    }
    let roles = mirrored_group_roles(mirror, group)?;
    Ok(roles.is_some_and(|roles| roles.is_empty()))
}
