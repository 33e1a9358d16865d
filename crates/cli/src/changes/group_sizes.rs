//! How many members groups have now, for the totals of a plan.

use std::collections::BTreeMap;

use atlctl_api::{GroupId, GroupSearch};
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::{FacetKind, Wire};
use atlctl_core::plan::Plan;
use futures_util::TryStreamExt as _;

use crate::context::Context;
use crate::error::CliResult;

/// Groups in one search, at most, which are more than a summary shows.
const GROUPS: usize = 10;

/// Reads how many members the groups have in which the plan changes most people, with one request. Where Atlassian does
/// not say, the totals are the mirror's.
///
/// # Errors
/// When it is interrupted.
pub fn read_group_sizes(context: &Context, wire: &Wire, plan: &mut Plan) -> CliResult<()> {
    let of_group = |facet: &atlctl_core::change::Facet| {
        let is_membership = facet.kind == FacetKind::of(&Membership);
        facet.of.get(1).filter(|_| is_membership).cloned()
    };
    let changed = plan.rows.iter().filter(|row| row.verdict.is_change());
    let mut groups: BTreeMap<String, u64> = BTreeMap::new();
    for group in changed.filter_map(|row| of_group(&row.facet)) {
        *groups.entry(group).or_default() += 1;
    }
    // The largest changes are the ones that are shown.
    let mut groups: Vec<(String, u64)> = groups.into_iter().collect();
    groups.retain(|(id, _)| !id.is_empty() && !plan.later.members.contains_key(id));
    groups.sort_by_key(|(_, changed)| std::cmp::Reverse(*changed));
    groups.truncate(GROUPS);
    let groups: Vec<String> = groups.into_iter().map(|(id, _)| id).collect();
    if !groups.is_empty() {
        let search = GroupSearch {
            group_ids: groups.iter().map(|id| GroupId::from(id.as_str())).collect(),
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
