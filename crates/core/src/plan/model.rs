//! A plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::current_names::CurrentNames;
use super::total_move::is_zero;
use super::{Actor, Effort, EqualGroup, Include, Row, TotalMove, Verdict};
use crate::change::{Counted, Facet, FacetKind, Total, Value};
use crate::number::counted;

/// A plan: who is changed, and who is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The kind of change.
    pub kind: Kind,
    /// The organization's ID.
    pub org: String,
    /// Its name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_name: Option<String>,
    /// The address of the service it was made for. A plan for a simulated organization never runs against
    /// a real one.
    pub service: String,
    /// When it was made.
    pub made: Timestamp,
    /// The version of atlctl that made it.
    pub tool: String,
    /// Who made it; `None` in plans of an older atlctl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The people it includes explicitly; `None` in plans of an older atlctl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<Include>,
    /// The mirror it was made from.
    pub base: Base,
    /// The source of its rows.
    pub origin: Origin,
    /// The value before that `--from` asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// Why the changes are made, in the administrator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ticket or request that they are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// When its changes are to end; `None` for those that stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// How many calls it makes, and about how long they take; `None` for few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
    /// For each kind of facet, the totals and names of its values.
    pub totals: Vec<PlanTotals>,
    /// The groups that it makes equal to a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<EqualGroup>,
    /// Notes for the reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The rows. Those of one account run in their order.
    pub rows: Vec<Row>,
    /// The format of the file it was read from. Plans of an older format are shown and not applied.
    #[serde(skip, default = "current")]
    pub format: u32,
    /// Names given after the plan was made. They are not saved with it.
    #[serde(skip)]
    pub later: CurrentNames,
}

/// The version of the format that is written.
pub const FORMAT: u32 = 2;

fn current() -> u32 {
    FORMAT
}

/// The kind of plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Give one value to everyone.
    Set {
        /// What is changed.
        #[serde(flatten)]
        facet: Facet,
        /// The value after.
        to: Value,
    },
    /// Several changes.
    Several {
        /// In words, for people: `Offboard people`.
        title: String,
    },
    /// Give back the values before a run.
    Undo {
        /// The run's ID; for several, `20261124-2 to 20261124-5`.
        run: String,
    },
}

/// The mirror a plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The number of its last finished sync.
    pub sync: Option<i64>,
    /// When that sync ended.
    pub synced: Option<Timestamp>,
    /// When the values before were read from the service; `None` when they could not be read and come from the mirror.
    pub read: Option<Timestamp>,
    /// Kinds of facets that could not be read, although others could: their values before come from the mirror.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<FacetKind>,
}

impl Base {
    /// Whether the values before of this kind were read from the service.
    #[must_use]
    pub fn was_read(&self, kind: FacetKind) -> bool {
        self.read.is_some() && !self.unread.contains(&kind)
    }
}

/// The source of a plan's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The source in words: a file name, `the command line`, a condition.
    pub what: String,
    /// SHA-256 of the file, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The access review whose decisions it carries out, by its ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// Unusable rows that were left out.
    #[serde(default)]
    pub problems: u64,
    /// Duplicate rows.
    #[serde(default)]
    pub folded: u64,
}

/// The totals of a kind of facet in a plan, with the names of its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTotals {
    /// The kind.
    #[serde(rename = "facet")]
    pub kind: FacetKind,
    /// The totals, largest first.
    pub all: Vec<Total>,
    /// Managed accounts whose value is unknown.
    #[serde(default)]
    pub unknown: u64,
    /// Where these totals count people, or members of groups, and several changes of the plan change them: what the
    /// changes of all kinds do to each total, each person counted once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<BTreeMap<String, TotalMove>>,
    /// People of whom it is not known whether the changes move them from or to a total.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsure: u64,
    /// The totals that Atlassian gave when the plan was made; the others are the mirror's.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub live: BTreeSet<String>,
}

impl Plan {
    /// The number of rows to change.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.verdict.is_change())
            .count()
    }

    /// The changed rows, counted in words: `12 people`, `3 API tokens`, `40 changes`.
    #[must_use]
    pub fn changes_in_words(&self) -> String {
        let changes = Counted {
            one: "change",
            many: "changes",
        };
        let several = self.kinds().len() > 1;
        let words = self.counted().filter(|_| !several).unwrap_or(changes);
        counted(self.changes() as u64, words.one, words.many)
    }

    /// What all its changes are counted in; `None` where they are counted in different words.
    fn counted(&self) -> Option<Counted> {
        let mut words = self.rows.iter().filter(|row| row.verdict.is_change());
        let Some(first) = words.next() else {
            return Some(Counted::PEOPLE);
        };
        let first = first.facet.kind.counted();
        words
            .all(|row| row.facet.kind.counted() == first)
            .then_some(first)
    }

    /// The number of rows of each verdict, in the order of first appearance, changes first.
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts: Vec<(&'static str, usize)> = vec![(Verdict::Change.as_str(), 0)];
        for row in &self.rows {
            let word = row.verdict.as_str();
            match counts.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += 1,
                None => counts.push((word, 1)),
            }
        }
        counts
    }

    /// The number of rows that name an unknown person.
    #[must_use]
    pub fn slips(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict.is_slip()).count()
    }

    /// The number of rows that are neither changed nor already as planned.
    #[must_use]
    pub fn left_out(&self) -> usize {
        let as_wanted = |row: &&Row| matches!(row.verdict, Verdict::Change | Verdict::Already);
        self.rows.len() - self.rows.iter().filter(as_wanted).count()
    }

    /// The name of a value or of what a facet is about, for people: the one it had when the plan was made, else the
    /// one it got later, else the ID.
    #[must_use]
    pub fn name_of(&self, kind: FacetKind, id: &str) -> String {
        self.known_name_of(kind, id)
            .map_or_else(|| id.to_owned(), str::to_owned)
    }

    /// Like [`Self::name_of`], if there is a name.
    #[must_use]
    pub fn known_name_of(&self, kind: FacetKind, id: &str) -> Option<&str> {
        let totals = self.totals.iter().filter(|totals| totals.kind == kind);
        let mut planned = totals.flat_map(|totals| &totals.all);
        planned
            .find(|total| total.id == id)
            .and_then(|total| total.name.as_deref())
            .or_else(|| self.later.name(kind, id))
    }

    /// A value in words.
    #[must_use]
    pub fn value_name(&self, facet: &Facet, value: &Value) -> String {
        let name = |id: &str| self.name_of(facet.kind, id);
        facet.kind.value(&facet.of, value, &name)
    }

    /// The organization's name, also when it became known later.
    #[must_use]
    pub fn known_org_name(&self) -> Option<&str> {
        self.org_name.as_deref().or(self.later.org.as_deref())
    }

    /// The value before in words; `None` when unknown.
    #[must_use]
    pub fn before_name(&self, row: &Row) -> Option<String> {
        let before = row.before.value()?;
        if let Some(words) = &row.before_words {
            return Some(words.clone());
        }
        let (kind, of) = (row.facet.kind, &row.facet.of);
        let name = |id: &str| self.name_of(kind, id);
        let words = kind.value_before(of, before, row.effect.as_deref(), &name);
        Some(match row.is_deactivated {
            true => format!("{words} (account deactivated)"),
            false => words,
        })
    }

    /// What the plan does, in words.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.kind {
            Kind::Set { facet, to } => {
                let name = |id: &str| self.name_of(facet.kind, id);
                facet.kind.title(&facet.of, to, &name)
            }
            Kind::Several { title } => title.clone(),
            Kind::Undo { run } if run.contains(' ') => format!("Undo of runs {run}"),
            Kind::Undo { run } => format!("Undo of run {run}"),
        }
    }

    /// What the plan does, in words for a narrow column.
    #[must_use]
    pub fn short_title(&self) -> String {
        match &self.kind {
            Kind::Set { facet, to } => {
                let name = |id: &str| self.name_of(facet.kind, id);
                facet.kind.short_title(&facet.of, to, &name)
            }
            Kind::Several { title } => title.clone(),
            Kind::Undo { run } => format!("Undo of {run}"),
        }
    }

    /// Whether it changes more than one thing: several facets, or rows that wait for others.
    #[must_use]
    pub fn is_several(&self) -> bool {
        let first = self.rows.first().map(|row| &row.facet);
        self.rows
            .iter()
            .any(|row| Some(&row.facet) != first || !row.after.is_empty())
    }

    /// Keeps only some rows. What they must wait for is told by the new positions.
    pub fn retain_rows(rows: &mut Vec<Row>, mut keep: impl FnMut(&Row) -> bool) {
        let mut places = HashMap::new();
        let mut kept = Vec::with_capacity(rows.len());
        for (at, row) in (0_u32..).zip(std::mem::take(rows)) {
            if keep(&row) {
                places.insert(at, u32::try_from(kept.len()).unwrap_or(u32::MAX));
                kept.push(row);
            }
        }
        for row in &mut kept {
            let after = row.after.iter().filter_map(|at| places.get(at).copied());
            row.after = after.collect();
        }
        *rows = kept;
    }

    /// Keeps only rows that are shown; totals of groups are those of these rows then.
    pub fn retain_shown(&mut self, keep: impl FnMut(&Row) -> bool) {
        let before = self.rows.len();
        self.rows.retain(keep);
        let all = self.totals.iter_mut();
        for totals in all.filter(|totals| totals.kind.counts_members()) {
            totals.moved = totals.moved.take().filter(|_| self.rows.len() == before);
        }
    }

    /// The kinds of facets of its rows, and what it is about, in order of first appearance.
    #[must_use]
    pub fn kinds(&self) -> Vec<FacetKind> {
        let mut kinds = match &self.kind {
            Kind::Set { facet, .. } => vec![facet.kind],
            Kind::Several { .. } | Kind::Undo { .. } => Vec::new(),
        };
        for row in &self.rows {
            if !kinds.contains(&row.facet.kind) {
                kinds.push(row.facet.kind);
            }
        }
        kinds
    }
}
