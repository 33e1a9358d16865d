//! What people have whom a plan removes, read when the plan is made, so that an undo can invite them with it.

use std::collections::BTreeSet;

use atlctl_core::change::facet::removed_person::held;
use atlctl_core::change::{HeldRole, Holder, Target, Wire, held_roles, read_groups};
use atlctl_core::plan::Row;

use super::may_not_read;
use crate::context::Context;
use crate::error::CliResult;

/// Adds to rows that take everything from a person what that is. Where this credential may not read it, it stays
/// unknown.
///
/// # Errors
/// When Atlassian fails otherwise.
pub fn read_held(context: &Context, wire: &Wire, rows: &mut [Row]) -> CliResult<()> {
    let holders: BTreeSet<Holder> = rows.iter().filter_map(holder).collect();
    if holders.is_empty() {
        return Ok(());
    }
    let accounts: BTreeSet<&str> = holders.iter().map(|(_, target)| target.id()).collect();
    let accounts: Vec<String> = accounts.into_iter().map(str::to_owned).collect();
    let groups = match context.block_on(read_groups(wire, &accounts))? {
        Ok(groups) => groups,
        Err(error) if may_not_read(&error) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let count = Some(holders.len() as u64);
    let mut progress = context.ui.progress("Reading roles", count);
    let roles = context.block_on(held_roles(wire, holders, &mut |done| {
        progress.at(done as u64);
    }))?;
    progress.finish();
    let roles = match roles {
        Ok(roles) => Some(roles),
        Err(error) if may_not_read(&error) => None,
        Err(error) => return Err(error.into()),
    };
    for row in rows {
        let Some(holder) = holder(row) else { continue };
        let Some(Some(groups)) = groups.get(holder.1.id()) else {
            continue;
        };
        let ids = groups.iter().map(|(id, _)| id.clone()).collect();
        let own = roles.as_ref().and_then(|roles| roles.get(&holder));
        let own = own.and_then(Option::as_ref).map(|all| of_their_own(all));
        row.held = Some(held(&holder.0, ids, own));
    }
    Ok(())
}

/// The directory and the person of a row that takes everything.
fn holder(row: &Row) -> Option<Holder> {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change())?;
    let directory = row.facet.kind.takes_holdings(&row.facet.of, to)?;
    let target = row.target()?;
    matches!(target, Target::Account(_)).then(|| (directory.to_owned(), target))
}

/// The roles that are assigned to the person. Those of groups come with the groups.
fn of_their_own(roles: &[HeldRole]) -> Vec<(String, String)> {
    let direct = roles.iter().filter(|role| role.is_direct() == Some(true));
    direct
        .map(|role| (role.role.clone(), role.resource.clone()))
        .collect()
}
