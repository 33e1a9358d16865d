//! How many members groups have now, for the totals of a plan.

use std::collections::BTreeMap;

use atlctl_api::{GroupId, GroupSearch};
use atlctl_core::change::Wire;
use atlctl_core::plan::{Plan, PlanTotals};
use futures_util::TryStreamExt as _;

use crate::context::Context;
use crate::error::CliResult;

/// Groups in one search, at most, which are more than a summary or a page shows.
const GROUPS: usize = 100;

/// Reads how many members the groups have in which the plan changes most people, with one request. Where Atlassian does
/// not say, the totals are the mirror's.
///
/// # Errors
/// When it is interrupted.
pub fn read_group_sizes(context: &Context, wire: &Wire, plan: &mut Plan) -> CliResult<()> {
    let of_members = |totals: &&PlanTotals| totals.kind.counts_members();
    let groups: Vec<String> = plan
        .totals
        .iter()
        .filter(of_members)
        .flat_map(ids)
        .collect();
    if groups.is_empty() {
        return Ok(());
    }
    let search = GroupSearch {
        group_ids: groups.iter().map(|id| GroupId::from(id.as_str())).collect(),
        expand: vec!["counts.users"],
        ..GroupSearch::default()
    };
    let found = wire.client.groups_search(&wire.org, search);
    let Ok(found) = context.block_on(found.try_collect::<Vec<_>>())? else {
        return Ok(());
    };
    let sizes = found.into_iter().filter_map(|group| {
        let users = group.counts.as_ref()?.users?;
        Some((group.id.as_str().to_owned(), users))
    });
    let sizes: BTreeMap<String, u64> = sizes.collect();
    let all = plan.totals.iter_mut();
    for totals in all.filter(|totals| totals.kind.counts_members()) {
        for total in &mut totals.all {
            if let Some(size) = sizes.get(&total.id) {
                total.count = Some(*size);
                totals.live.insert(total.id.clone());
            }
        }
    }
    Ok(())
}

/// The IDs of the groups that somebody joins or leaves, the largest changes first, then of the others of the plan. A
/// group that the plan creates has none yet.
fn ids(totals: &PlanTotals) -> Vec<String> {
    let Some(moved) = totals.moved.as_ref().filter(|moved| !moved.is_empty()) else {
        return Vec::new();
    };
    let is_there = totals.all.iter();
    let is_there = is_there.filter(|total| total.name.as_deref() != Some(total.id.as_str()));
    let mut ids: Vec<&str> = is_there.map(|total| total.id.as_str()).collect();
    ids.retain(|id| !id.is_empty());
    ids.sort_by_key(|id| {
        let moved = moved.get(*id).copied().unwrap_or_default();
        std::cmp::Reverse(moved.most())
    });
    ids.truncate(GROUPS);
    ids.into_iter().map(str::to_owned).collect()
}
