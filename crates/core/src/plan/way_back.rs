//! Folds runs into one way back: each target gets the value that it had before the first of them. What a change took
//! along counts like a row: the members of a group that was deleted.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;

use super::groups_again::{GroupsAgain, Identity};
use super::undo::{by_account, nobody, row_back};
use super::{Plan, Row, Wanted};
use crate::change::{Before, Facet, GroupOf, TakenAlong, Target, Value};
use crate::store::{Mirror, StoreError};

/// The rows that give back the values before a run: only of targets that still have the run's value. Where accounts
/// have several changes, the last one is undone first; where a run changed something in several steps, one row goes
/// back to the first value. Rows without a way back, or whose time is over at `now`, have no target value.
///
/// # Errors
/// When the mirror cannot be read.
pub fn undo(
    mirror: Option<&Mirror>,
    plan: &Plan,
    changed: impl Fn(usize) -> bool,
    now: Timestamp,
) -> Result<Vec<Wanted>, StoreError> {
    let changed = (0..plan.rows.len()).filter(|at| changed(*at)).collect();
    way_back(mirror, &[(plan, changed)], plan.is_several(), now)
}

/// The way back to the values before these runs, which are given with the oldest first. Targets that later runs already
/// brought back are left out. The last changes are taken back first.
///
/// # Errors
/// When the mirror cannot be read.
pub fn restore<'a>(
    mirror: Option<&Mirror>,
    runs: impl IntoIterator<Item = (&'a Plan, Vec<usize>)>,
    now: Timestamp,
) -> Result<Vec<Wanted>, StoreError> {
    let runs: Vec<_> = runs.into_iter().collect();
    way_back(mirror, &runs, true, now)
}

/// The last change of a target.
enum Last<'a> {
    /// A row of a plan.
    Row(&'a Row),
    /// What another change took along.
    Along(Target, Facet),
}

/// What the runs did to one target.
struct Folded<'a> {
    last: Last<'a>,
    /// The value before the first change.
    before: Before,
    /// The value that the last change made.
    now: Value,
    /// When the last change was made: the run's position, the row's, and that of what it took along.
    order: (usize, usize, usize),
    /// The group that it is about, with its name.
    group: Option<GroupOf>,
}

/// All changes, by what they are a change of.
struct Folder<'a> {
    groups: GroupsAgain<'a>,
    all: Vec<Folded<'a>>,
    places: HashMap<Identity, usize>,
    /// The changes that rows are part of, by run and row.
    rows: HashMap<(usize, usize), usize>,
}

impl<'a> Folder<'a> {
    /// Adds a change; returns its place.
    fn add(
        &mut self,
        (facet, target): (&Facet, &Target),
        (last, before, now): (Last<'a>, Before, Value),
        order: (usize, usize, usize),
    ) -> Result<usize, StoreError> {
        let identity = self.groups.identity(facet, target)?;
        let group = facet.kind.group_of(&facet.of, target);
        let group = group.map(|group| self.groups.named(group)).transpose()?;
        if let Some(place) = self.places.get(&identity).copied()
            && let Some(known) = self.all.get_mut(place)
        {
            (known.last, known.now, known.order, known.group) = (last, now, order, group);
            return Ok(place);
        }
        let place = self.all.len();
        self.places.insert(identity, place);
        self.all.push(Folded {
            last,
            before,
            now,
            order,
            group,
        });
        Ok(place)
    }

    fn row(&mut self, row: &'a Row, at: (usize, usize)) -> Result<(), StoreError> {
        let (Some(to), Some(target)) = (row.to.clone(), row.target()) else {
            return Ok(());
        };
        let change = (Last::Row(row), row.before.clone(), to.clone());
        let place = self.add((&row.facet, &target), change, (at.0, at.1, 0))?;
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
                self.add((&facet, &target), change, (at.0, at.1, nth))?;
            }
        }
        Ok(())
    }
}

fn way_back(
    mirror: Option<&Mirror>,
    runs: &[(&Plan, Vec<usize>)],
    last_first: bool,
    now: Timestamp,
) -> Result<Vec<Wanted>, StoreError> {
    let rows = || {
        let runs = runs.iter().enumerate();
        runs.flat_map(|(run, (plan, changed))| {
            let rows = changed.iter();
            rows.filter_map(move |at| Some(((run, *at), plan.rows.get(*at)?)))
        })
    };
    let mut folder = Folder {
        groups: GroupsAgain::of(mirror, rows().map(|(_, row)| row))?,
        all: Vec::new(),
        places: HashMap::new(),
        rows: HashMap::new(),
    };
    for (at, row) in rows() {
        folder.row(row, at)?;
    }
    let mut order: Vec<usize> = (0..folder.all.len()).collect();
    order.retain(|place| {
        let one = folder.all.get(*place);
        one.is_some_and(|one| one.before.value() != Some(&one.now))
    });
    // What was taken along comes last: whose account was deactivated since is active again by then.
    let key = |place: &usize| {
        let one = folder.all.get(*place);
        let (run, row, nth) = one.map_or((0, 0, 0), |one| one.order);
        let is_along = one.is_some_and(|one| matches!(one.last, Last::Along(..)));
        let backward = last_first.then_some(Reverse((run, row)));
        (is_along, backward, (run, row, nth))
    };
    order.sort_by_key(key);
    let mut wanted = Vec::with_capacity(order.len());
    let mut positions: HashMap<usize, u32> = HashMap::new();
    for place in &order {
        let Some(one) = folder.all.get(*place) else {
            continue;
        };
        positions.insert(*place, u32::try_from(wanted.len()).unwrap_or(u32::MAX));
        wanted.push(match &one.last {
            Last::Row(row) => row_back(mirror, row, &one.before, now)?,
            Last::Along(target, facet) => along_back(mirror, target, facet, one)?,
        });
    }
    let wanted = wait_in_reverse(runs, &folder, &positions, wanted);
    about_groups(&folder, &order, wanted)
}

/// The way back of what a change took along.
fn along_back(
    mirror: Option<&Mirror>,
    target: &Target,
    facet: &Facet,
    one: &Folded<'_>,
) -> Result<Wanted, StoreError> {
    let found = match target.account() {
        Some(account) => by_account(mirror, account)?,
        None => nobody(),
    };
    let to = facet.kind.undo(&facet.of, &one.before, &one.now);
    Ok(Wanted {
        target: target.account().is_none().then(|| target.clone()),
        from: Some(one.now.clone()),
        ..Wanted::of_person(found, facet.clone(), to)
    })
}

/// What had to come first comes last. Rows of one kind are arranged anew, as for any plan.
fn wait_in_reverse(
    runs: &[(&Plan, Vec<usize>)],
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
    for (run, (plan, changed)) in runs.iter().enumerate() {
        for at in changed {
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

/// Of a group that runs created or deleted: its row on the way back, whether it is there now, and whether it is there
/// after; `None` is unknown.
type ChangedGroup = (Option<u32>, bool, Option<bool>);

/// Settles rows about groups that are created or deleted on the way: members and roles come after the creation, go with
/// the deletion, and are those of the group that has the name now.
fn about_groups(
    folder: &Folder<'_>,
    order: &[usize],
    mut wanted: Vec<Wanted>,
) -> Result<Vec<Wanted>, StoreError> {
    let mut changed: HashMap<(String, String), ChangedGroup> = HashMap::new();
    for (place, one) in folder.all.iter().enumerate() {
        let Last::Row(row) = &one.last else { continue };
        let (Some(is_there), Some(name)) = (row.facet.kind.has_group(&one.now), name_of(one))
        else {
            continue;
        };
        let row_of = order.iter().position(|other| *other == place);
        let row_of = row_of.and_then(|at| u32::try_from(at).ok());
        let then = one.before.value();
        let then = then.and_then(|value| row.facet.kind.has_group(value));
        changed.insert(name, (row_of, is_there, then));
    }
    let mut dropped = Vec::new();
    for (at, place) in order.iter().enumerate() {
        let (Some(one), Some(row)) = (folder.all.get(*place), wanted.get_mut(at)) else {
            continue;
        };
        let (Some(group), Some(target)) = (&one.group, row.target()) else {
            continue;
        };
        if row.facet.kind.has_group(&one.now).is_some() {
            row.effect = lost(one);
            continue;
        }
        let mut again = None;
        match name_of(one).and_then(|name| changed.get(&name)) {
            // It is created on the way.
            Some((Some(creation), false, Some(true))) => {
                row.after.push(*creation);
                again = Some(GroupOf {
                    id: None,
                    ..group.clone()
                });
            }
            // It goes with the group.
            Some((deletion, _, Some(false))) => match deletion {
                Some(deletion) => row.goes_with = Some(*deletion),
                None => dropped.push(at),
            },
            _ => match folder.groups.now(group)? {
                Some(now) => again = Some(now).filter(|now| now.id != group.id),
                None => row.obstacle = Some("the group no longer exists".to_owned()),
            },
        }
        if let Some(again) = again {
            let (of, target) = row.facet.kind.about_group(&row.facet.of, &target, &again);
            row.facet.of = of;
            if row.target.is_some() {
                row.target = Some(target);
            }
        }
        if row.target.is_some() {
            let name = group.name.as_deref().or(group.id.as_deref());
            row.effect = name.map(|name| format!("for the group {name}"));
        }
    }
    Ok(without(wanted, &dropped))
}

/// The group of a change, by directory and name in small letters.
fn name_of(one: &Folded<'_>) -> Option<(String, String)> {
    let group = one.group.as_ref()?;
    Some((group.directory.clone(), group.name.as_ref()?.to_lowercase()))
}

/// What does not come back with the row.
fn lost(one: &Folded<'_>) -> Option<String> {
    let Last::Row(row) = &one.last else {
        return None;
    };
    let lost = row.facet.kind.lost_along(&row.facet.of, &one.now);
    lost.map(str::to_owned)
}

/// The rows but for these, with the positions that they have then.
fn without(wanted: Vec<Wanted>, dropped: &[usize]) -> Vec<Wanted> {
    if dropped.is_empty() {
        return wanted;
    }
    let mut positions: HashMap<u32, u32> = HashMap::new();
    let mut kept = Vec::with_capacity(wanted.len());
    for (at, one) in wanted.into_iter().enumerate() {
        if !dropped.contains(&at) {
            if let (Ok(at), Ok(now)) = (u32::try_from(at), u32::try_from(kept.len())) {
                positions.insert(at, now);
            }
            kept.push(one);
        }
    }
    for one in &mut kept {
        let after = one.after.iter();
        one.after = after.filter_map(|at| positions.get(at).copied()).collect();
        one.goes_with = one.goes_with.and_then(|at| positions.get(&at).copied());
    }
    kept
}

/// Leaves out the rows that go with another one which is changed. The rows are those that were decided of `wanted`, and
/// any that were added after them.
pub fn leave_out_needless(wanted: &[Wanted], rows: &mut Vec<Row>) {
    let is_changed = |at: u32| {
        let row = usize::try_from(at).ok().and_then(|at| rows.get(at));
        row.is_some_and(|row| row.verdict.is_change())
    };
    let goes = |wanted: &Wanted| wanted.goes_with.is_some_and(is_changed);
    let needless: Vec<bool> = wanted.iter().map(goes).collect();
    let mut needless = needless.into_iter();
    Plan::retain_rows(rows, |_| needless.next() != Some(true));
}
