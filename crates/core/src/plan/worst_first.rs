//! The order in which a plan is read: what cannot be undone, what locks people out, what frees seats, the other changes,
//! then the rows that are not changed, by verdict.

use std::collections::BTreeMap;

use super::{Plan, Row};
use crate::change::{Risk, Target};
use crate::number::{counted, grouped, people};

/// Every risk, the worst first.
pub const RISKS: [Risk; 4] = [
    Risk::Irreversible,
    Risk::LocksOut,
    Risk::FreesSeat,
    Risk::Reversible,
];

/// So many changes of this risk, in words: `3 lock people out`.
fn risk_count(plan: &Plan, risk: Risk, count: u64) -> String {
    let verb = match risk {
        Risk::Irreversible => &plan.irreversible_words(),
        Risk::LocksOut if count == 1 => "locks somebody out",
        Risk::LocksOut => "lock people out",
        Risk::FreesSeat if count == 1 => "may free a seat",
        Risk::FreesSeat => "may free seats",
        Risk::Reversible => return format!("{} other", grouped(count)),
    };
    format!("{} {verb}", grouped(count))
}

/// How much a plan changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The rows that are changed.
    pub changes: u64,
    /// The targets of these rows: several changes of one person count once.
    pub targets: u64,
    /// Whether every target is an account.
    pub people: bool,
}

impl Extent {
    /// In words: `12 people`, `36 changes to 12 people`, `3 changes`.
    #[must_use]
    pub fn words(self) -> String {
        let changes = counted(self.changes, "change", "changes");
        match (self.people, self.changes == self.targets) {
            (true, true) => people(self.targets),
            (true, false) => format!("{changes} to {}", people(self.targets)),
            (false, _) => changes,
        }
    }
}

/// A group of rows with the same risk or the same verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup<'a> {
    /// The risk of its changes; `None` for rows that are not changed.
    pub risk: Option<Risk>,
    /// The word for the verdict of its rows.
    pub verdict: &'static str,
    /// The rows, in the order of the plan.
    pub rows: Vec<&'a Row>,
}

impl Plan {
    /// The rows in groups, the worst first.
    #[must_use]
    pub fn worst_first(&self) -> Vec<RowGroup<'_>> {
        let mut changes: BTreeMap<Risk, Vec<&Row>> = BTreeMap::new();
        let mut others: Vec<RowGroup<'_>> = Vec::new();
        for row in &self.rows {
            let verdict = row.verdict.as_str();
            if row.verdict.is_change() {
                let risk = row.risk().unwrap_or(Risk::Reversible);
                changes.entry(risk).or_default().push(row);
            } else if let Some(group) = others.iter_mut().find(|group| group.verdict == verdict) {
                group.rows.push(row);
            } else {
                others.push(RowGroup {
                    risk: None,
                    verdict,
                    rows: vec![row],
                });
            }
        }
        let changes = changes.into_iter().map(|(risk, rows)| RowGroup {
            risk: Some(risk),
            verdict: super::Verdict::Change.as_str(),
            rows,
        });
        changes.chain(others).collect()
    }

    /// The number of changes of each risk that the plan has, the worst first.
    #[must_use]
    pub fn risks(&self) -> Vec<(Risk, u64)> {
        let risk = |row: &Row| row.risk();
        let count = |of: Risk| self.rows.iter().filter(|row| risk(row) == Some(of)).count() as u64;
        RISKS
            .into_iter()
            .map(|of| (of, count(of)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// The risks with the number of their changes in words, the worst first.
    #[must_use]
    pub fn risks_in_words(&self) -> Vec<(Risk, String)> {
        let risks = self.risks().into_iter();
        risks
            .map(|(risk, count)| (risk, risk_count(self, risk, count)))
            .collect()
    }

    /// What holds for every irreversible change: `cannot be undone`, unless an undo brings back a part or there is time
    /// to cancel.
    #[must_use]
    pub fn irreversible_words(&self) -> String {
        let rows = || {
            let rows = self.rows.iter();
            rows.filter(|row| row.risk() == Some(Risk::Irreversible))
        };
        let ends = rows().map(|row| row.facet.kind.undo_until(&row.facet.of));
        let ends: Option<Vec<_>> = ends.collect();
        if let Some(first) = ends.and_then(|ends| ends.into_iter().min()) {
            return format!("will be final after {}", first.strftime("%Y-%m-%d"));
        }
        if rows().all(|row| row.facet.kind.is_undone_in_part()) {
            return "cannot be undone completely".to_owned();
        }
        "cannot be undone".to_owned()
    }

    /// The number of changes that cannot be undone.
    #[must_use]
    pub fn irreversible(&self) -> u64 {
        let risks = self.risks().into_iter();
        risks
            .filter(|(risk, _)| *risk == Risk::Irreversible)
            .map(|(_, count)| count)
            .sum()
    }

    /// What cannot be undone: the change in words, and how often.
    #[must_use]
    pub fn irreversible_changes(&self) -> Vec<(String, u64)> {
        let mut found: Vec<(String, u64)> = Vec::new();
        for row in &self.rows {
            let (Some(Risk::Irreversible), Some(to)) = (row.risk(), &row.to) else {
                continue;
            };
            let name = |id: &str| self.name_of(row.facet.kind, id);
            // Credentials differ by their labels alone.
            let of = match &row.target {
                Some(Target::Credential(_)) => &[],
                _ => row.facet.of.as_slice(),
            };
            let what = row.facet.kind.what(of, &name);
            let words = format!("{what} → {}", self.value_name(&row.facet, to));
            match found.iter_mut().find(|(known, _)| *known == words) {
                Some((_, count)) => *count += 1,
                None => found.push((words, 1)),
            }
        }
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }

    /// How much it changes.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let mut targets = std::collections::HashSet::new();
        let mut extent = Extent {
            changes: 0,
            targets: 0,
            people: true,
        };
        for row in self.rows.iter().filter(|row| row.verdict.is_change()) {
            extent.changes += 1;
            let target = row.target();
            extent.people &= matches!(target, Some(Target::Account(_)));
            targets.insert(target);
        }
        extent.targets = targets.len() as u64;
        extent
    }
}
