//! Groups that a run creates. Each has its ID from the first reading that shows it; from then on, the run takes the group
//! by its ID, and so does a way back. Another group may have the name by then.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Machine;
use super::run::at;
use super::state::{Lane, State};
use crate::apply::read_back::After;
use crate::apply::{Outcome, Record};
use crate::change::{Before, Facet, GroupOf, Target, Value};
use crate::plan::{Plan, Row};

/// How long after a request a group with the name that it gave is the one that it created, in milliseconds. Later,
/// somebody else may have deleted that one and created another.
const KNOWN_FOR: i64 = 15 * 60 * 1_000;

/// The groups that a run creates.
#[derive(Debug, Clone, Default)]
pub(in crate::apply) struct NewGroups {
    /// When the last request of each row that creates a group was sent; `None` when none was.
    creations: HashMap<u32, Option<i64>>,
    /// The rows that create the groups of these rows, which name them; `None` where no row does.
    named: HashMap<u32, Option<u32>>,
    /// The IDs of created groups, by row.
    ids: BTreeMap<u32, String>,
    /// Rows whose request was refused: where the group is there all the same, somebody else may have created it.
    refused: BTreeSet<u32>,
    /// Rows that are to be skipped, because there is no group for them.
    lacking: Vec<u32>,
}

/// The group of a row that names it.
fn named(row: &Row) -> Option<GroupOf> {
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

impl Machine {
    /// The ID of the group that this run created with a row. `None`: it created none, or it is not known which.
    #[must_use]
    pub fn created_group(&self, row: usize) -> Option<&str> {
        let row = u32::try_from(row).ok()?;
        self.new_groups.ids.get(&row).map(String::as_str)
    }

    /// Whether a row is about a group that this run creates, so that nothing is true of it before.
    #[must_use]
    pub fn is_of_new_group(&self, row: u32) -> bool {
        self.new_groups.named.contains_key(&row)
    }

    /// What a row changes, by the ID of its group where the run created that.
    pub(in crate::apply) fn facet_and_target(&self, row: u32) -> Option<(Facet, Target)> {
        let planned = at(&self.plan.rows, row)?;
        let (mut facet, target) = (planned.facet.clone(), planned.target()?);
        let creation = self.new_groups.named.get(&row).copied().flatten();
        let id = creation.and_then(|creation| self.new_groups.ids.get(&creation));
        let (Some(id), Some(group)) = (id, named(planned)) else {
            return Some((facet, target));
        };
        let group = GroupOf {
            id: Some(id.clone()),
            ..group
        };
        let (of, target) = facet.kind.about_group(&facet.of, &target, &group);
        facet.of = of;
        Some((facet, target))
    }

    pub(in crate::apply) fn lane(&self, row: u32) -> Option<Lane> {
        let (facet, _) = self.facet_and_target(row)?;
        let to = at(&self.plan.rows, row)?.to.clone()?;
        Some(Lane { facet, to })
    }

    pub(in crate::apply) fn target(&self, row: u32) -> Option<Target> {
        Some(self.facet_and_target(row)?.1)
    }

    /// Why a row has no group, where the one that it waited for is not known to be this run's.
    pub(in crate::apply) fn lacks_group(&self, row: u32) -> Option<String> {
        let creation = self.new_groups.named.get(&row)?;
        let group = named(at(&self.plan.rows, row)?)?;
        let name = group.name.unwrap_or_default();
        let Some(creation) = creation else {
            return Some(format!("this plan does not create the group {name}"));
        };
        if self.new_groups.ids.contains_key(creation) {
            return None;
        }
        match at(&self.rows, *creation) {
            Some(State::Ended {
                end: Outcome::Unchanged,
                ..
            }) => Some(format!("somebody else created a group named {name} since")),
            Some(State::Ended {
                end: Outcome::Confirmed,
                ..
            }) => Some(format!(
                "it is not known whether this run or somebody else created the group {name}"
            )),
            _ => None,
        }
    }

    /// Learns the ID of a group that a row created, when it is first seen.
    pub(in crate::apply) fn learn_created(
        &mut self,
        row: u32,
        end: &Outcome,
        seen: Option<&Value>,
        now: i64,
    ) {
        let Some(after) = self.read_backs.get(&row).map(|read_back| &read_back.after) else {
            return;
        };
        let was_absent = at(&self.plan.rows, row).is_some_and(
            |row| matches!(&row.before, Before::Is(value) if row.to.as_ref() != Some(value)),
        );
        let is_ours = match after {
            After::Over { .. } => true,
            After::Doubt { .. } => was_absent,
            // Who made it, no answer says.
            After::Unsent
            | After::Refused { .. }
            | After::Unclear { .. }
            | After::Adrift { .. } => false,
        };
        let sent = self.new_groups.creations.get(&row).copied().flatten();
        let lately = sent.is_some_and(|sent| now.saturating_sub(sent) <= KNOWN_FOR);
        let ours = *end == Outcome::Confirmed && is_ours && lately;
        let id = seen.and_then(Value::id).map(str::to_owned);
        if let (Some(id), true, false) = (id, ours, self.new_groups.refused.contains(&row)) {
            self.new_groups.created(row, &id);
            self.note(now, Record::Created { row, id });
        }
    }

    /// These rows but for those that have no group, which are skipped in the next steps.
    pub(in crate::apply) fn without_lacking(&mut self, rows: Vec<u32>) -> Vec<u32> {
        if self.new_groups.named.is_empty() {
            return rows;
        }
        let (lacking, others) = rows
            .into_iter()
            .partition(|row| self.lacks_group(*row).is_some());
        self.new_groups.lacking.extend::<Vec<u32>>(lacking);
        others
    }

    pub(in crate::apply) fn skip_lacking(&mut self, now: i64) {
        for row in std::mem::take(&mut self.new_groups.lacking) {
            let planned = matches!(at(&self.rows, row), Some(State::Planned));
            if let Some(why) = self.lacks_group(row).filter(|_| planned) {
                self.end(vec![row], &Outcome::Skipped { why }, now);
            }
        }
    }

    /// Whether a row that is resumed has no group and nothing was sent for it: then it is not read, since what is true
    /// of another group says nothing.
    pub(in crate::apply) fn waits_for_no_group(&mut self, row: u32) -> bool {
        if self.lacks_group(row).is_none() {
            return false;
        }
        match at(&self.rows, row) {
            Some(State::Planned) => true,
            Some(State::Ended {
                end: Outcome::Skipped { .. },
                ..
            }) => {
                self.unend(row);
                self.set(row, State::Planned);
                true
            }
            _ => false,
        }
    }
}
