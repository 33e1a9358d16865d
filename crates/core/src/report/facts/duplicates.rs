//! Groups with the same members.

use std::collections::HashMap;

use super::groups::GroupCount;

/// The sets of groups whose members are the same, the largest first; within a set by name. Only groups all of whose
/// members are known, and that have any.
pub(in super::super) fn duplicates(
    groups: &[GroupCount],
    all_known: bool,
) -> Vec<Vec<&GroupCount>> {
    let mut sets: HashMap<(u64, u64), Vec<&GroupCount>> = HashMap::new();
    for group in groups {
        if group.members > 0 && group.is_whole(all_known) {
            let of = (group.members, group.members_hash);
            sets.entry(of).or_default().push(group);
        }
    }
    let mut sets: Vec<Vec<&GroupCount>> = sets.into_values().filter(|set| set.len() > 1).collect();
    let first = |set: &Vec<&GroupCount>| set.first().map(|group| group.facts.shown().to_owned());
    let size = |set: &Vec<&GroupCount>| set.first().map_or(0, |group| group.members);
    sets.sort_by_key(|set| (std::cmp::Reverse(size(set)), first(set)));
    sets
}
