//! What a run knows of the groups that it creates, and which rows it skips for want of one.

use super::Machine;
use super::new_groups::named;
use super::run::at;
use super::state::{Lane, State};
use crate::apply::pending_read_back::After;
use crate::apply::{Outcome, Record};
use crate::change::{Before, Facet, GroupOf, Target, Value};
use crate::plan::of_somebody_else;

/// How long after a request a group with the name that it gave is the one that it created, in milliseconds. Later,
/// somebody else may have deleted that one and created another.
const KNOWN_FOR: i64 = 15 * 60 * 1_000;

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
            }) => {
                let id = self.new_groups.others.get(creation);
                Some(of_somebody_else(&name, id.map(String::as_str)))
            }
            Some(State::Ended {
                end: Outcome::Confirmed,
                ..
            }) => Some(format!(
                "it is not known whether this run or somebody else created the group {name}"
            )),
            _ => None,
        }
    }

    /// Takes in the ID of a group that was there already when a row was to create it.
    pub fn learn_other_group(&mut self, row: u32, seen: &Value) {
        if let (true, Some(id)) = (self.new_groups.creations.contains_key(&row), seen.id()) {
            self.new_groups.others.insert(row, id.to_owned());
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
        if let (Outcome::Unchanged, Some(seen)) = (end, seen) {
            self.learn_other_group(row, seen);
        }
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
