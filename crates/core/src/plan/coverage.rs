//! How many targets had each value before the changes of a plan and have it after.

use std::collections::HashMap;

use super::Plan;
use crate::change::FacetKind;
use crate::report::{Coverage, CoverageRow};

impl Plan {
    /// How many targets have each value before and after, for each kind of facet, if these rows are changed.
    pub(crate) fn coverage(&self, changed: impl Fn(usize) -> bool) -> Vec<Coverage> {
        let all = self.totals.iter().filter_map(|totals| {
            let (mut left, came) = match &totals.moved {
                Some(moved) if self.is_whole(&changed) => (
                    moved
                        .iter()
                        .map(|(id, one)| (id.as_str(), one.leaving))
                        .collect(),
                    moved
                        .iter()
                        .map(|(id, one)| (id.as_str(), one.joining))
                        .collect(),
                ),
                _ => self.moves(totals.kind, &changed),
            };
            if self.is_whole(&changed) {
                for (id, leaving) in &totals.leavers {
                    *left.entry(id.as_str()).or_default() += leaving;
                }
            }
            let nothing_known = totals.all.iter().all(|total| total.count.is_none());
            if nothing_known && left.is_empty() && came.is_empty() {
                // Nobody counts these, as the seats of apps: zeros would say that nothing changes.
                return None;
            }
            let counted = totals.all.iter().filter(|total| {
                let id = total.id.as_str();
                total.count.is_some() || left.contains_key(id) || came.contains_key(id)
            });
            let rows = counted.map(|total| {
                let of =
                    |map: &HashMap<&str, u64>| map.get(total.id.as_str()).copied().unwrap_or(0);
                // What the mirror does not know has no known members.
                let before = total.count.or(Some(0));
                CoverageRow {
                    id: total.id.clone(),
                    name: self
                        .known_name_of(totals.kind, &total.id)
                        .map(str::to_owned),
                    before,
                    after: before
                        .map(|before| before.saturating_add(of(&came)).saturating_sub(of(&left))),
                }
            });
            Some(Coverage {
                title: totals.kind.totals_title().to_owned(),
                one: totals.kind.thing().to_owned(),
                many: totals.kind.noun().to_owned(),
                rows: rows.collect(),
                unknown: totals.unknown,
            })
        });
        all.collect()
    }

    /// Whether every change of the plan is among these.
    fn is_whole(&self, changed: &impl Fn(usize) -> bool) -> bool {
        let mut rows = self.rows.iter().enumerate();
        rows.all(|(at, row)| !row.verdict.is_change() || changed(at))
    }

    /// How many rows leave each value and come to it.
    fn moves(
        &self,
        kind: FacetKind,
        changed: &impl Fn(usize) -> bool,
    ) -> (HashMap<&str, u64>, HashMap<&str, u64>) {
        let (mut left, mut came) = (HashMap::new(), HashMap::new());
        let count = |rows: &mut u64| *rows = rows.saturating_add(1);
        for (at, row) in self.rows.iter().enumerate() {
            if row.facet.kind != kind || !changed(at) {
                continue;
            }
            let of = &row.facet.of;
            let into = |value| kind.counts_into_each(of, value);
            for id in row.to.as_ref().map(into).unwrap_or_default() {
                count(came.entry(id).or_default());
            }
            for id in row.before.value().map(into).unwrap_or_default() {
                count(left.entry(id).or_default());
            }
        }
        (left, came)
    }
}
