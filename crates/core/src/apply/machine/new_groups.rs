//! Groups that a run creates. Each has its ID from the first reading that shows it; from then on, the run takes the group
//! by its ID, and so does a way back. Another group may have the name by then.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::change::GroupOf;
use crate::plan::{Plan, Row};

/// The groups that a run creates.
#[derive(Debug, Clone, Default)]
pub(in crate::apply) struct NewGroups {
    /// When the last request of each row that creates a group was sent; `None` when none was.
    pub(super) creations: HashMap<u32, Option<i64>>,
    /// The rows that create the groups of these rows, which name them; `None` where no row does.
    pub(super) named: HashMap<u32, Option<u32>>,
    /// The IDs of created groups, by row.
    pub(super) ids: BTreeMap<u32, String>,
    /// The IDs of groups that were there already, by the row that was to create them.
    pub(super) others: HashMap<u32, String>,
    /// Rows whose request was refused: where the group is there all the same, somebody else may have created it.
    pub(super) refused: BTreeSet<u32>,
    /// Rows that are to be skipped, because there is no group for them.
    pub(super) lacking: Vec<u32>,
}

/// The group of a row that names it.
pub(super) fn named(row: &Row) -> Option<GroupOf> {
    let target = row.target()?;
    let group = row.facet.kind.group_of(&row.facet.of, &target)?;
    (group.id.is_none() && group.name.is_some()).then_some(group)
}

impl NewGroups {
    pub(super) fn of(plan: &Plan) -> Self {
        let key = |group: GroupOf| (group.directory, group.name.map(|name| name.to_lowercase()));
        let mut made = HashMap::new();
        let mut others = Vec::new();
        for (position, row) in (0_u32..).zip(&plan.rows) {
            let Some(group) = named(row).filter(|_| row.verdict.is_change()) else {
                continue;
            };
            match row.to.as_ref().and_then(|to| row.facet.kind.has_group(to)) {
                Some(true) => {
                    made.insert(key(group), position);
                }
                Some(false) => {}
                None => others.push((position, key(group))),
            }
        }
        let named = others.into_iter();
        Self {
            creations: made.values().map(|row| (*row, None)).collect(),
            named: named
                .map(|(row, group)| (row, made.get(&group).copied()))
                .collect(),
            ..Self::default()
        }
    }

    pub(in crate::apply) fn sent(&mut self, rows: &[u32], now: i64) {
        for row in rows {
            if let Some(sent) = self.creations.get_mut(row) {
                *sent = Some(now);
            }
        }
    }

    pub(in crate::apply) fn refused(&mut self, row: u32) {
        if self.creations.contains_key(&row) {
            self.refused.insert(row);
        }
    }

    pub(in crate::apply) fn created(&mut self, row: u32, id: &str) {
        self.ids.insert(row, id.to_owned());
    }
}
