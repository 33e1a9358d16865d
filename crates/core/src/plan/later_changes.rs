//! What runs after an undone one did to the same: took it back, or changed it again.

use std::collections::{BTreeMap, HashMap};

use super::run_groups::{Identity, RunGroups};
use super::{Kind, LaterRun, PastRun, Row, Wanted};
use crate::change::{Before, Facet, FacetKind, Value};

/// A change that a later run made.
struct Change<'a> {
    run: &'a str,
    /// The run that it was made to undo.
    undoes: Option<&'a str>,
    kind: FacetKind,
    to: Value,
    seen: Option<i64>,
}

/// The changes of the runs after an undone one.
pub(super) struct LaterChanges<'a> {
    changes: Vec<Change<'a>>,
    by_identity: HashMap<Identity, Vec<usize>>,
    by_account: HashMap<&'a str, Vec<usize>>,
    /// When the rows of the undone run were seen to be changed.
    seen: BTreeMap<usize, i64>,
}

impl<'a> LaterChanges<'a> {
    /// Of runs, the undone one first and the last one last.
    pub(super) fn of(groups: &RunGroups<'_>, runs: &[PastRun<'a>]) -> Self {
        let mut all = Self {
            changes: Vec::new(),
            by_identity: HashMap::new(),
            by_account: HashMap::new(),
            seen: runs
                .first()
                .map_or_else(BTreeMap::new, |run| run.seen.clone()),
        };
        for (nth, run) in runs.iter().enumerate().skip(1) {
            let Some(id) = run.id else { continue };
            let undoes = match &run.plan.kind {
                Kind::Undo { run } => Some(run.as_str()),
                Kind::Set { .. } | Kind::Several { .. } => None,
            };
            for at in run.changed.iter().filter(|at| !run.unsure.contains(at)) {
                let seen = run.seen.get(at).copied();
                if let Some(row) = run.plan.rows.get(*at) {
                    all.add_row(row, groups.of_row((nth, *at)), (id, undoes, seen));
                }
            }
        }
        all
    }

    fn add_row(
        &mut self,
        row: &'a Row,
        group: Option<usize>,
        (run, undoes, seen): (&'a str, Option<&'a str>, Option<i64>),
    ) {
        let (Some(to), Some(target)) = (row.to.clone(), row.target()) else {
            return;
        };
        let along = row.facet.kind.takes_along(&row.facet.of, &to);
        let along = along.into_iter().filter_map(|along| {
            let facet = Option::<Facet>::from(along.facet)?;
            Some((facet, along.target, along.now, None))
        });
        let own = (row.facet.clone(), target, to, row.account.as_deref());
        for (facet, target, to, account) in std::iter::once(own).chain(along) {
            let place = self.changes.len();
            self.changes.push(Change {
                run,
                undoes,
                kind: facet.kind,
                to,
                seen,
            });
            let identity = RunGroups::identity(&facet, &target, group);
            self.by_identity.entry(identity).or_default().push(place);
            if let Some(account) = account {
                self.by_account.entry(account).or_default().push(place);
            }
        }
    }

    /// The run that changed last what a row of the undone run changed, from this value before; `None` where that row's
    /// change stands. What was taken back by an undo of the undo stands again.
    ///
    /// `back`: the way back of the row, which may be a change of another kind: people who were removed are invited.
    pub(super) fn of_row(
        &self,
        (row, identity): (usize, &Identity),
        before: &Before,
        back: &Wanted,
    ) -> Option<LaterRun> {
        let kind = identity.0;
        let is_other_kind = back.facet.kind != kind;
        let account = back.found.person.as_ref();
        let account = account.filter(|_| is_other_kind);
        let account = account.map(|person| person.account_id.as_str());
        let of_account = account.and_then(|account| self.by_account.get(account));
        let places = match of_account {
            Some(places) => places,
            None => self.by_identity.get(identity)?,
        };
        let since = self.seen.get(&row).copied();
        let mut standing: Vec<&Change<'_>> = Vec::new();
        let changes = places.iter().filter_map(|place| self.changes.get(*place));
        let kinds = [kind, back.facet.kind];
        for change in changes.filter(|change| kinds.contains(&change.kind)) {
            // A run that was resumed may have changed it after runs that began later.
            if change.seen < since && change.seen.is_some() {
                continue;
            }
            let last = standing.last().map(|last| last.run);
            match change.undoes.is_some() && change.undoes == last {
                true => drop(standing.pop()),
                false => standing.push(change),
            }
        }
        let last = standing.last()?;
        let of_same_kind = last.kind == kind && before.value() == Some(&last.to);
        let of_other_kind = is_other_kind && Some(&last.to) == back.to.as_ref();
        Some(LaterRun {
            run: last.run.to_owned(),
            took_back: of_same_kind || of_other_kind,
        })
    }
}
