//! How many targets had each value before the changes of a plan and have it after.

use super::group_moves::GroupMoves;
use super::people_moves::PeopleMoves;
use super::total_move::Moves;
use super::{Plan, PlanTotals};
use crate::change::{FacetKind, Total};
use crate::number::counted;
use crate::report::{Coverage, CoverageRow};

impl Plan {
    /// What its changes do to the totals of a kind.
    #[must_use]
    pub fn moves(&self, kind: FacetKind) -> Moves {
        self.moves_if(kind, &|at| self.is_change(at))
    }

    /// The totals of a kind.
    #[must_use]
    pub fn totals_of(&self, kind: FacetKind) -> Option<&PlanTotals> {
        self.totals.iter().find(|totals| totals.kind == kind)
    }

    /// How many targets a total had when the plan was made, or has by what was read since; `None` when unknown.
    #[must_use]
    pub fn count_of(&self, kind: FacetKind, total: &Total) -> Option<u64> {
        let read = self.later.members.get(&total.id);
        read.filter(|_| kind.counts_members())
            .copied()
            .or(total.count)
    }

    /// How many targets have each value before and after, for each kind of facet, if these rows are changed.
    pub(crate) fn coverage(&self, changed: impl Fn(usize) -> bool) -> Vec<Coverage> {
        let all = self.totals.iter();
        all.filter_map(|totals| self.coverage_of(totals, &changed))
            .collect()
    }

    fn coverage_of(
        &self,
        totals: &PlanTotals,
        changed: &impl Fn(usize) -> bool,
    ) -> Option<Coverage> {
        let kind = totals.kind;
        let moves = self.moves_if(kind, changed).by;
        if moves.is_empty() && !self.is_counted(totals) {
            // Nobody counts these, as the seats of apps: zeros would say that nothing changes.
            return None;
        }
        let count = |total: &Total| {
            // What the mirror does not know, also not by name, has no known members; of a group, that is unknown.
            let is_new = total.name.is_none() && !kind.counts_members();
            self.count_of(kind, total).or(is_new.then_some(0))
        };
        let counted = totals.all.iter();
        let counted =
            counted.filter(|total| total.count.is_some() || moves.contains_key(&total.id));
        let rows = counted.map(|total| {
            let before = count(total);
            let moved = moves.get(&total.id).copied().unwrap_or_default();
            let after = before.map(|before| moved.after(before));
            CoverageRow {
                id: total.id.clone(),
                name: self.known_name_of(kind, &total.id).map(str::to_owned),
                before,
                after: after.map(|(least, _)| least),
                after_at_most: after
                    .filter(|(least, most)| least != most)
                    .map(|(_, most)| most),
            }
        });
        let rows: Vec<CoverageRow> = rows.collect();
        Some(Coverage {
            title: kind.totals_title().to_owned(),
            one: kind.thing().to_owned(),
            many: kind.noun().to_owned(),
            source: self.source_of(totals, &rows),
            rows,
            unknown: totals.unknown,
        })
    }

    /// Where the counts before come from, in a sentence.
    fn source_of(&self, totals: &PlanTotals, rows: &[CoverageRow]) -> String {
        let is_live = |row: &&CoverageRow| self.is_live(totals, &row.id);
        let live = rows.iter().filter(is_live).count();
        let words = match (live, rows.len() - live) {
            (0, _) => "from the mirror".to_owned(),
            (_, 0) => "read live when the plan was made".to_owned(),
            (_, others) => format!(
                "read live when the plan was made, but for {} from the mirror",
                counted(others as u64, "total", "totals")
            ),
        };
        format!("Before: {words}.")
    }

    /// Whether Atlassian said how many count into a total.
    #[must_use]
    pub fn is_live(&self, totals: &PlanTotals, id: &str) -> bool {
        let is_read = totals.kind.counts_members() && self.later.members.contains_key(id);
        is_read || totals.live.contains(id)
    }

    fn is_change(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|row| row.verdict.is_change())
    }

    /// Whether targets are counted by the values of this kind.
    fn is_counted(&self, totals: &PlanTotals) -> bool {
        let kind = totals.kind;
        let mut own = self.rows.iter().filter(|row| row.facet.kind == kind);
        let counts = kind.counts_members()
            || kind.counts_people()
            || own.any(|row| {
                let mut values = row.to.iter().chain(row.before.value());
                values.any(|value| kind.counts_into(&row.facet.of, value).is_some())
            });
        counts && totals.all.iter().any(|total| total.count.is_some())
    }

    /// Whether every change of the plan is among these.
    fn is_whole(&self, changed: &impl Fn(usize) -> bool) -> bool {
        (0..self.rows.len()).all(|at| !self.is_change(at) || changed(at))
    }

    fn moves_if(&self, kind: FacetKind, changed: &impl Fn(usize) -> bool) -> Moves {
        let stored = self.totals_of(kind).and_then(|one| one.moved.as_ref());
        if let Some(moved) = stored.filter(|_| self.is_whole(changed)) {
            return Moves {
                by: moved.clone(),
                from_unknown: 0,
            };
        }
        if kind.counts_members() {
            return Moves {
                by: GroupMoves::of(&self.rows, changed).by_group(),
                from_unknown: 0,
            };
        }
        if kind.counts_people() {
            return Moves {
                by: PeopleMoves::of(&self.rows, changed).by_total(kind),
                from_unknown: 0,
            };
        }
        self.moves_by_rows(kind, changed)
    }

    /// How many rows leave each value and come to it.
    fn moves_by_rows(&self, kind: FacetKind, changed: &impl Fn(usize) -> bool) -> Moves {
        let mut moves = Moves::default();
        for (at, row) in self.rows.iter().enumerate() {
            if row.facet.kind != kind || !changed(at) {
                continue;
            }
            let into = |value| kind.counts_into(&row.facet.of, value);
            let joins = row.to.as_ref().and_then(into);
            if let Some(id) = joins {
                moves.by.entry(id.to_owned()).or_default().joining += 1;
            }
            match row.before.value() {
                Some(value) => {
                    if let Some(id) = into(value) {
                        moves.by.entry(id.to_owned()).or_default().leaving += 1;
                    }
                }
                None => moves.from_unknown += u64::from(joins.is_some()),
            }
        }
        moves
    }
}
