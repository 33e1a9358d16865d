//! The order in which a plan is read: what cannot be undone, what locks people out, what frees seats, the other changes,
//! then the rows that are not changed, by verdict.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::{Members, Plan, Row};
use crate::change::{Facet, Risk, Target};
use crate::number::{counted, grouped, people};

/// Every risk, the worst first.
pub const RISKS: [Risk; 4] = [
    Risk::Irreversible,
    Risk::LocksOut,
    Risk::FreesSeat,
    Risk::Reversible,
];

/// The changes of this risk, in words: `3 lock people out`. Where somebody has several, the people are counted: a seat
/// may be freed by leaving several groups.
fn risk_count(plan: &Plan, risk: Risk, count: u64) -> String {
    let rows = || plan.rows.iter().filter(|row| row.risk() == Some(risk));
    let accounts: HashSet<Option<&str>> = rows().map(|row| row.account.as_deref()).collect();
    let of_people = !accounts.contains(&None) && (accounts.len() as u64) < count;
    let all = people(accounts.len() as u64);
    let members = rows().map(|row| row.members?.changed);
    let members: Option<u64> = members.sum();
    let verb = match risk {
        // A group is changed as a whole: its members lose or keep their seats.
        Risk::FreesSeat if members.is_some_and(|of| of > 1) => {
            return format!("may free seats of {}", people(members.unwrap_or_default()));
        }
        Risk::LocksOut if of_people => return format!("locks {all} out"),
        Risk::FreesSeat if of_people => return format!("may free seats of {all}"),
        Risk::Irreversible => &plan.irreversible_words(),
        Risk::LocksOut if count == 1 => "locks somebody out",
        Risk::LocksOut => "lock people out",
        Risk::FreesSeat if count == 1 => "may free a seat",
        Risk::FreesSeat => "may free seats",
        Risk::Reversible => return format!("{} other", grouped(count)),
    };
    format!("{} {verb}", grouped(count))
}

/// Rows that read the same: the first of them, and the targets of all.
type Alike<'a> = (&'a Row, HashSet<Option<Target>>);

/// In what way a change is irreversible, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finality {
    /// No undo brings anything back.
    Whole,
    /// An undo brings a part back.
    InPart,
    /// It can be canceled until then.
    After(Timestamp),
}

impl Finality {
    fn of(row: &Row) -> Self {
        let kind = row.facet.kind;
        match kind.undo_until(&row.facet.of) {
            Some(until) => Self::After(until),
            None if kind.is_undone_in_part() => Self::InPart,
            None => Self::Whole,
        }
    }

    /// What holds for the change, before the acts: `Cannot be undone`.
    #[must_use]
    pub fn heading(self) -> String {
        match self {
            Self::Whole => "Cannot be undone".to_owned(),
            Self::InPart => "Cannot be undone completely".to_owned(),
            Self::After(until) => format!("Can be canceled until {}", until.strftime("%Y-%m-%d")),
        }
    }
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
    /// The members of the groups that are changed as a whole.
    pub members: Option<Members>,
}

impl Extent {
    /// In words: `12 people`, `36 changes to 12 people`, `3 changes`.
    #[must_use]
    pub fn words(self) -> String {
        let changes = counted(self.changes, "change", "changes");
        let changes = format!("{changes}{}", self.of_members());
        match (self.people, self.changes == self.targets) {
            (true, true) => people(self.targets),
            (true, false) => format!("{changes} to {}", people(self.targets)),
            (false, _) => changes,
        }
    }

    /// Whom changes of whole groups concern: ` for 12 members of a group`; empty where there are none.
    #[must_use]
    pub fn of_members(self) -> String {
        match self.members.map(|members| members.count) {
            Some(Some(0)) => String::new(),
            Some(Some(count)) => format!(
                " for {} of the {}",
                counted(count, "member", "members"),
                if self.targets == 1 { "group" } else { "groups" }
            ),
            Some(None) => " for an unknown number of people".to_owned(),
            None => String::new(),
        }
    }
}

/// A group of rows with the same risk or the same verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup<'a> {
    /// The worst risk of its changes; `None` for rows that are not changed.
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
        let worst = self.worst_of_steps();
        for row in &self.rows {
            let verdict = row.verdict.as_str();
            if row.verdict.is_change() {
                let risk = row.risk().unwrap_or(Risk::Reversible);
                let risk = worst
                    .get(&(row.target(), &row.facet))
                    .map_or(risk, |worst| risk.min(*worst));
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

    /// The worst risk of values that are reached in several steps, which stay together, in their order.
    fn worst_of_steps(&self) -> HashMap<(Option<Target>, &Facet), Risk> {
        let mut worst: HashMap<_, (usize, Risk)> = HashMap::new();
        for row in self.rows.iter().filter(|row| row.verdict.is_change()) {
            let risk = row.risk().unwrap_or(Risk::Reversible);
            let of = worst.entry((row.target(), &row.facet)).or_insert((0, risk));
            *of = (of.0 + 1, of.1.min(risk));
        }
        let steps = worst.into_iter().filter(|(_, (rows, _))| *rows > 1);
        steps.map(|(of, (_, risk))| (of, risk)).collect()
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

    /// What cannot be undone, as acts such as `removing 2 people`, under what holds for them: the worst first.
    #[must_use]
    pub fn irreversible_acts(&self) -> Vec<(Finality, Vec<String>)> {
        // By the words for one: of several rows that read the same, the targets are counted.
        let mut acts: BTreeMap<(Finality, String), Alike<'_>> = BTreeMap::new();
        let words = |row: &Row, count: u64| {
            let name = |id: &str| self.name_of(row.facet.kind, id);
            let to = row.to.as_ref();
            to.map(|to| row.facet.kind.act(&row.facet.of, to, count, &name))
        };
        for row in &self.rows {
            let Some(one) = words(row, 1).filter(|_| row.risk() == Some(Risk::Irreversible)) else {
                continue;
            };
            let act = acts.entry((Finality::of(row), one));
            let (_, targets) = act.or_insert_with(|| (row, HashSet::new()));
            targets.insert(row.target());
        }
        let mut found: BTreeMap<Finality, Vec<(u64, String)>> = BTreeMap::new();
        for ((finality, _), (row, targets)) in acts {
            let count = targets.len() as u64;
            let act = words(row, count).map(|words| (count, words));
            found.entry(finality).or_default().extend(act);
        }
        let most_first = |(finality, mut acts): (Finality, Vec<(u64, String)>)| {
            acts.sort_by_key(|(count, _)| Reverse(*count));
            (finality, acts.into_iter().map(|(_, words)| words).collect())
        };
        found.into_iter().map(most_first).collect()
    }

    /// How much it changes.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let mut targets = HashSet::new();
        let mut extent = Extent {
            changes: 0,
            targets: 0,
            people: true,
            members: None,
        };
        for row in self.rows.iter().filter(|row| row.verdict.is_change()) {
            extent.changes += 1;
            let target = row.target();
            extent.people &= matches!(target, Some(Target::Account(_)));
            targets.insert(target);
            if let Some(members) = row.members {
                let sum = |one: Option<u64>, other: Option<u64>| Some(one? + other?);
                let so_far = extent.members.unwrap_or(Members {
                    count: Some(0),
                    changed: Some(0),
                });
                extent.members = Some(Members {
                    count: sum(so_far.count, members.count),
                    changed: sum(so_far.changed, members.changed),
                });
            }
        }
        extent.targets = targets.len() as u64;
        extent
    }
}
