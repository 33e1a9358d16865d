//! How many members groups have now, for the totals of a plan.

use std::collections::BTreeSet;

use atlctl_api::{GroupId, GroupSearch};
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::{FacetKind, Wire};
use atlctl_core::plan::Plan;
use futures_util::TryStreamExt as _;

use crate::context::Context;
use crate::error::CliResult;

/// Groups in one search, at most.
const GROUPS: usize = 10;

/// Reads how many members the groups have in which the plan changes somebody. Where Atlassian does not say, the totals are
/// the mirror's.
///
/// # Errors
/// When it is interrupted.
pub fn read_group_sizes(context: &Context, wire: &Wire, plan: &mut Plan) -> CliResult<()> {
    let of_group = |facet: &atlctl_core::change::Facet| {
        let is_membership = facet.kind == FacetKind::of(&Membership);
        facet.of.get(1).filter(|_| is_membership).cloned()
    };
    let changed = plan.rows.iter().filter(|row| row.verdict.is_change());
    let groups: BTreeSet<String> = changed.filter_map(|row| of_group(&row.facet)).collect();
    let groups: Vec<String> = groups.into_iter().collect();
    for some in groups.chunks(GROUPS) {
        let search = GroupSearch {
            group_ids: some.iter().map(|id| GroupId::from(id.as_str())).collect(),
            expand: vec!["counts.users"],
            ..GroupSearch::default()
        };
        let found = wire.client.groups_search(&wire.org, search);
        let Ok(found) = context.block_on(found.try_collect::<Vec<_>>())? else {
            return Ok(());
        };
        for group in found {
            let count = group.counts.as_ref().and_then(|counts| counts.users);
            if let Some(count) = count {
                plan.later
                    .members
                    .insert(group.id.as_str().to_owned(), count);
            }
        }
    }
    Ok(())
}
