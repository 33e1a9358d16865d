//! Folds runs into one way back: each target gets the value that it had before the first of them. What a change took
//! along counts like a row: the members of a group that was deleted.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;

use super::invited_again::{Period, When, settled_otherwise};
use super::invited_back::with_invitations;
use super::later_changes::LaterChanges;
use super::needless_rows::without;
use super::past_run::made;
use super::run_groups::{Identity, RunGroups, Standing};
use super::undo_row::{along_back, row_back};
use super::{PastRun, Row, Wanted};
use crate::change::{Before, Facet, TakenAlong, Target, Value};
use crate::store::{GroupFacts, Mirror, StoreError};

/// The way back from one run or several.
#[derive(Debug)]
pub struct WayBack<'a> {
    mirror: Option<&'a Mirror>,
    runs: Vec<PastRun<'a>>,
    groups: RunGroups<'a>,
    /// Whether the last changes are taken back first.
    last_first: bool,
    /// Whether the runs after the first one are later ones, which say what is its to take back.
    is_of_one: bool,
}

impl<'a> WayBack<'a> {
    /// The way back to the values before a run: only of targets that still have the run's value. Where accounts have
    /// several changes, the last one is undone first; where a run changed something in several steps, one row goes back
    /// to the first value. The later runs say whether the run's groups were deleted or created again, and what they took
    /// back or changed again: somebody decided since then to give it the value of the run.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn of_run(
        mirror: Option<&'a Mirror>,
        run: PastRun<'a>,
        later: impl IntoIterator<Item = PastRun<'a>>,
    ) -> Result<Self, StoreError> {
        let last_first = run.plan.is_several();
        let later = later.into_iter().map(|run| run.only(Vec::new()));
        let runs = std::iter::once(run).chain(later).collect();
        Ok(Self {
            is_of_one: true,
            ..Self::new(mirror, runs, last_first)?
        })
    }

    /// Takes back also what later runs took back or changed again, where it has the run's value now.
    #[must_use]
    pub fn once_more(self) -> Self {
        Self {
            is_of_one: false,
            ..self
        }
    }

    /// The way back to the values before these runs, which are given with the oldest first. Targets that later runs
    /// already brought back are left out. The last changes are taken back first.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn of_runs(mirror: Option<&'a Mirror>, runs: Vec<PastRun<'a>>) -> Result<Self, StoreError> {
        Self::new(mirror, runs, true)
    }

    fn new(
        mirror: Option<&'a Mirror>,
        runs: Vec<PastRun<'a>>,
        last_first: bool,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            groups: RunGroups::of(mirror, &runs)?,
            mirror,
            runs,
            last_first,
            is_of_one: false,
        })
    }

    /// The groups that [`Self::rows`] must know, by ID and by name: those that the runs created, deleted or changed.
    #[must_use]
    pub fn groups(&self) -> Vec<Target> {
        self.groups.to_find()
    }

    /// The rows. Those without a way back, or whose time is over at `now`, have no target value. `groups`: those of
    /// [`Self::groups`] that there are now; without them, the mirror says which there are.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn rows(
        mut self,
        groups: Option<&[GroupFacts]>,
        now: Timestamp,
    ) -> Result<Vec<Wanted>, StoreError> {
        self.groups.found(groups)?;
        let mut folder = Folder {
            groups: &self.groups,
            all: Vec::new(),
            places: HashMap::new(),
            rows: HashMap::new(),
        };
        for (nth, run) in self.runs.iter().enumerate() {
            for at in &run.back {
                if let Some(row) = run.plan.rows.get(*at) {
                    folder.row(row, (nth, *at), run.unsure.contains(at));
                }
            }
        }
        let later = self
            .is_of_one
            .then(|| LaterChanges::of(&self.groups, &self.runs));
        let mut order = folder.order(self.last_first);
        let mut wanted = Vec::with_capacity(order.len());
        let mut positions: HashMap<usize, u32> = HashMap::new();
        for place in &order {
            let Some(one) = folder.all.get(*place) else {
                continue;
            };
            positions.insert(*place, u32::try_from(wanted.len()).unwrap_or(u32::MAX));
            let mut back = match &one.last {
                Last::Row(row) => Wanted {
                    or_from: one.or.clone(),
                    ..row_back(
                        self.mirror,
                        row,
                        &one.before,
                        made(&self.runs, one.order),
                        now,
                    )?
                },
                Last::Along(target, facet) => {
                    along_back(self.mirror, (target, facet), &one.before, &one.now)?
                }
            };
            if let Some(later) = &later {
                let subject = one.last.subject();
                back.changed_by = subject.and_then(|(facet, target)| {
                    let identity = RunGroups::identity(facet, &target, one.group);
                    later.of_row((one.order.1, &identity), &one.before, &back)
                });
            }
            wanted.push(back);
        }
        let wanted = wait_in_reverse(&self.runs, &folder, &positions, wanted);
        let settled = settled_otherwise(&folder.places_of(&order), &wanted);
        let wanted = without(wanted, &settled);
        let mut at = 0..;
        order.retain(|_| at.next().is_none_or(|at| !settled.contains(&at)));
        let wanted = about_groups(&folder, &order, wanted);
        Ok(with_invitations(wanted))
    }
}

/// The last change of a target.
enum Last<'a> {
    /// A row of a plan.
    Row(&'a Row),
    /// What another change took along.
    Along(Target, Facet),
}

impl Last<'_> {
    /// What was changed; `None` of a row about nobody.
    fn subject(&self) -> Option<(&Facet, Target)> {
        match self {
            Last::Row(row) => Some((&row.facet, row.target()?)),
            Last::Along(target, facet) => Some((facet, target.clone())),
        }
    }
}

/// What the runs did to one target.
struct Folded<'a> {
    last: Last<'a>,
    /// The value before the first change.
    before: Before,
    /// The value that the last change made.
    now: Value,
    /// The values before changes that may not have been made.
    or: Vec<Value>,
    /// When the last change was made.
    order: When,
    /// When the first change was made.
    first: When,
    /// The group that it is about.
    group: Option<usize>,
}

/// All changes, by what they are a change of.
struct Folder<'a> {
    groups: &'a RunGroups<'a>,
    all: Vec<Folded<'a>>,
    places: HashMap<Identity, usize>,
    /// The changes that rows are part of, by run and row.
    rows: HashMap<(usize, usize), usize>,
}

impl<'a> Folder<'a> {
    /// Adds a change; returns its place.
    fn add(
        &mut self,
        (facet, target, group): (&Facet, &Target, Option<usize>),
        (last, before, now): (Last<'a>, Before, Value),
        (order, is_unsure): ((usize, usize, usize), bool),
    ) -> usize {
        let identity = RunGroups::identity(facet, target, group);
        if let Some(place) = self.places.get(&identity).copied()
            && let Some(known) = self.all.get_mut(place)
        {
            let was = std::mem::replace(&mut known.now, now);
            if is_unsure {
                known.or.push(was);
            } else {
                known.or.clear();
            }
            (known.last, known.order) = (last, order);
            return place;
        }
        let place = self.all.len();
        self.places.insert(identity, place);
        self.all.push(Folded {
            last,
            before,
            now,
            or: Vec::new(),
            order,
            first: order,
            group,
        });
        place
    }

    fn row(&mut self, row: &'a Row, at: (usize, usize), is_unsure: bool) {
        let (Some(to), Some(target)) = (row.to.clone(), row.target()) else {
            return;
        };
        let group = self.groups.of_row(at);
        let change = (Last::Row(row), row.before.clone(), to.clone());
        let place = self.add(
            (&row.facet, &target, group),
            change,
            ((at.0, at.1, 0), is_unsure),
        );
        self.rows.insert(at, place);
        let along = row.facet.kind.takes_along(&row.facet.of, &to);
        for (nth, along) in (1..).zip(along) {
            let TakenAlong {
                target,
                facet,
                before,
                now,
            } = along;
            if let Some(facet) = Option::<Facet>::from(facet) {
                let last = Last::Along(target.clone(), facet.clone());
                let change = (last, Before::Is(before), now);
                self.add(
                    (&facet, &target, group),
                    change,
                    ((at.0, at.1, nth), is_unsure),
                );
            }
        }
    }

    /// What the rows of the way back are of, in their order.
    fn places_of(&self, order: &[usize]) -> Vec<Period<'_>> {
        let all = order.iter().filter_map(|place| self.all.get(*place));
        all.map(|one| Period {
            row: match &one.last {
                Last::Row(row) => Some(*row),
                Last::Along(..) => None,
            },
            now: &one.now,
            first: one.first,
            last: one.order,
        })
        .collect()
    }

    /// The places of what is not as it was before, in the order of the way back.
    fn order(&self, last_first: bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.retain(|place| {
            let one = self.all.get(*place);
            one.is_some_and(|one| one.before.value() != Some(&one.now) || !one.or.is_empty())
        });
        // What was taken along comes last: whose account was deactivated since is active again by then.
        order.sort_by_key(|place| {
            let one = self.all.get(*place);
            let (run, row, nth) = one.map_or((0, 0, 0), |one| one.order);
            let is_along = one.is_some_and(|one| matches!(one.last, Last::Along(..)));
            let backward = last_first.then_some(Reverse((run, row)));
            (is_along, backward, (run, row, nth))
        });
        order
    }
}

/// What had to come first comes last. Rows of one kind are arranged anew, as for any plan.
fn wait_in_reverse(
    runs: &[PastRun<'_>],
    folder: &Folder<'_>,
    positions: &HashMap<usize, u32>,
    mut wanted: Vec<Wanted>,
) -> Vec<Wanted> {
    // Only within the last run of both: an earlier order may be the other way round.
    let place = |run: usize, at: usize| {
        let place = folder.rows.get(&(run, at))?;
        let one = folder.all.get(*place)?;
        let position = positions.get(place)?;
        (one.order.0 == run).then_some(*position)
    };
    for (run, PastRun { plan, back, .. }) in runs.iter().enumerate() {
        for at in back {
            let (Some(row), Some(own)) = (plan.rows.get(*at), place(run, *at)) else {
                continue;
            };
            for first in &row.after {
                let Ok(first) = usize::try_from(*first) else {
                    continue;
                };
                let earlier = plan.rows.get(first);
                if earlier.is_some_and(|earlier| earlier.facet.kind == row.facet.kind) {
                    continue;
                }
                let first = place(run, first).filter(|first| *first != own);
                let first = first.and_then(|first| usize::try_from(first).ok());
                if let Some(first) = first.and_then(|first| wanted.get_mut(first)) {
                    first.after.push(own);
                }
            }
        }
    }
    wanted
}

/// Of a group that runs created or deleted: its row on the way back, and whether it is there after; `None` is unknown.
type ChangedGroup = (Option<u32>, Option<bool>);

/// Settles rows about groups. Members and roles come after the group's creation, go with its deletion, and are those of
/// the same group with the ID that it has now. In another group of its name, nothing is changed.
fn about_groups(folder: &Folder<'_>, order: &[usize], mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut changed: HashMap<usize, ChangedGroup> = HashMap::new();
    for (place, one) in folder.all.iter().enumerate() {
        let (Last::Row(row), Some(group)) = (&one.last, one.group) else {
            continue;
        };
        if row.facet.kind.has_group(&one.now).is_none() {
            continue;
        }
        let row_of = order.iter().position(|other| *other == place);
        let row_of = row_of.and_then(|at| u32::try_from(at).ok());
        let then = one.before.value();
        let then = then.and_then(|value| row.facet.kind.has_group(value));
        changed.insert(group, (row_of, then));
    }
    let mut dropped = Vec::new();
    for (at, place) in order.iter().enumerate() {
        let (Some(one), Some(row)) = (folder.all.get(*place), wanted.get_mut(at)) else {
            continue;
        };
        let Some(target) = row.target() else { continue };
        let Some((number, group)) = one
            .group
            .and_then(|number| Some((number, folder.groups.get(number)?)))
        else {
            continue;
        };
        let standing = folder.groups.standing(number);
        let obstacle = standing.obstacle(group);
        let of_change = changed.get(&number).copied();
        if row.facet.kind.has_group(&one.now).is_some() {
            row.effect = lost(one);
            let deleted = matches!(of_change, Some((_, Some(false)))) && row.to.is_some();
            // Of another group of its name, only the name is said: no group has the ID any longer.
            let deleted = deleted && obstacle.is_none();
            if let Some(id) = group.last_id().filter(|_| deleted) {
                let named = group.named(Some(id));
                let (of, target) = row.facet.kind.about_group(&row.facet.of, &target, &named);
                (row.facet.of, row.target) = (of, Some(target));
            }
            row.obstacle = row.obstacle.take().or(obstacle);
            continue;
        }
        let mut about = None;
        match (of_change, standing) {
            // It is created on the way.
            (Some((Some(creation), Some(true))), Standing::Gone) => {
                row.after.push(creation);
                about = Some(group.named(None));
            }
            // It goes with the group, or went with it.
            (Some((None, Some(false))), _) | (Some((_, Some(false))), Standing::Gone) => {
                dropped.push(at);
            }
            (change, standing) => {
                if let Some((deletion, Some(false))) = change {
                    row.goes_with = deletion;
                }
                match standing {
                    Standing::There(id) => about = Some(group.named(Some(&id))),
                    Standing::Gone => row.obstacle = Some("the group no longer exists".to_owned()),
                    Standing::Another(_) | Standing::Unclear(_) => row.obstacle = obstacle,
                }
            }
        }
        if let Some(about) = about {
            let (of, target) = row.facet.kind.about_group(&row.facet.of, &target, &about);
            row.facet.of = of;
            if row.target.is_some() {
                row.target = Some(target);
            }
        }
        if row.target.is_some() {
            row.effect = group.shown().map(|name| format!("for the group {name}"));
        }
    }
    without(wanted, &dropped)
}

/// What does not come back with the row.
fn lost(one: &Folded<'_>) -> Option<String> {
    let Last::Row(row) = &one.last else {
        return None;
    };
    let lost = row.facet.kind.lost_along(&row.facet.of, &one.now);
    lost.map(str::to_owned)
}
