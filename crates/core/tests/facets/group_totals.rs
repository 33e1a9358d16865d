//! The totals of groups that a plan shows are those that the service has before and after it.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_core::plan::PlanTotals;
use serde_json::Value;

/// How many members each group has, by ID.
fn sizes(state: &Value) -> BTreeMap<String, u64> {
    let groups = state["groups"].as_array().unwrap().iter();
    let size = |group: &Value| {
        let id = group["id"].as_str()?;
        Some((id.to_owned(), group["members"].as_u64()?))
    };
    groups.filter_map(size).collect()
}

/// What a plan with these totals says of groups.
pub fn of_groups(all: &[PlanTotals]) -> Option<&PlanTotals> {
    all.iter().find(|one| one.kind.counts_members())
}

/// Every group has as many members as the plan said, before and after. What is not sure is a range; returns how many
/// groups changed, and of how many the plan was sure.
pub fn assert_come_true(
    said: Option<&PlanTotals>,
    before: &Value,
    after: &Value,
    what: &str,
) -> (usize, usize) {
    let ids = |state: &Value| -> BTreeMap<String, String> {
        let groups = state["groups"].as_array().unwrap().iter();
        let named = groups.filter_map(|one| Some((one["name"].as_str()?, one["id"].as_str()?)));
        named
            .map(|(name, id)| (name.to_owned(), id.to_owned()))
            .collect()
    };
    let created = ids(after);
    let (before, after) = (sizes(before), sizes(after));
    let moved = said.and_then(|said| said.moved.clone()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut sure = 0;
    for (id, moved) in &moved {
        // A group that the plan creates is known by its name.
        let is_known = before.contains_key(id) || after.contains_key(id);
        let at = if is_known {
            id
        } else {
            created.get(id).unwrap_or(id)
        };
        let was = before.get(at).copied().unwrap_or(0);
        let now = after.get(at).copied().unwrap_or(0);
        let total = said.and_then(|said| said.all.iter().find(|one| one.id == *id));
        let count = total.and_then(|total| total.count);
        assert_eq!(count, Some(was), "{what}: group {id} before, {total:?}");
        let (least, most) = moved.after(was);
        assert!(
            (least..=most).contains(&now),
            "{what}: group {id} has {now} after {was}, and not {least} to {most} ({moved:?})"
        );
        sure += usize::from(least == most);
        seen.insert(at.clone());
    }
    for (id, now) in &after {
        let was = before.get(id).copied().unwrap_or(0);
        assert!(
            *now == was || seen.contains(id),
            "{what}: group {id}, {was} to {now}"
        );
    }
    (moved.len(), sure)
}
