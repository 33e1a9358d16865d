//! How many members groups have, for the totals of a plan.

use std::collections::HashSet;

use atlctl_api::GroupId;

use super::Total;
use crate::sql::SqlError;
use crate::store::Mirror;

/// The totals of these groups, by ID, the largest first; `None`: of every group.
pub(super) fn group_totals(
    mirror: &Mirror,
    asked: Option<&HashSet<&str>>,
) -> Result<Vec<Total>, SqlError> {
    let mut all = Vec::new();
    for group in mirror.all_group_facts().map_err(SqlError::from)? {
        if asked.is_none_or(|asked| asked.contains(group.id.as_str())) {
            let members = mirror.group_members(&GroupId::from(group.id.as_str()))?;
            all.push(Total {
                count: Some(members.members),
                name: group.name,
                id: group.id,
            });
        }
    }
    all.sort_by_key(|total| std::cmp::Reverse(total.count));
    Ok(all)
}
