//! What the mirror learns of a run.

use atlctl_api::{AccountId, GroupId};
use jiff::Timestamp;

use super::Outcome;
use super::machine::{Machine, State};
use crate::change::{Facet, Note, Target};
use crate::plan::Plan;
use crate::store::{AccessEnd, AccountWay, Mirror, RunSource, StoreError};

/// Records in the mirror what the run read back, and when, so that the next plan starts from there. What a row ended with
/// before the newest sync began was recorded before it (see [`super::Runs::untold`]): what that read is newer.
///
/// # Errors
/// When the mirror cannot be written.
pub fn note_in_mirror(run: &str, machine: &Machine, mirror: &mut Mirror) -> Result<(), StoreError> {
    let plan = &machine.plan;
    let rows = 0..u32::try_from(plan.rows.len()).unwrap_or(u32::MAX);
    let changed: Vec<Option<(Facet, Target)>> =
        rows.map(|row| machine.facet_and_target(row)).collect();
    let source = run_source(run, plan);
    let since = mirror.newest_sync()?.map(|sync| sync.started_at);
    let ways = ended_ways(machine, &changed, since, mirror)?;
    let current = mirror.with_current_roles(ways.iter().map(|way| way.account.as_str()))?;
    let touched = touched_accounts(machine, &changed, since, mirror)?;
    let touched = touched.iter();
    let seats = mirror.seats_before(touched.map(|(id, at, made)| (id.as_str(), *at, *made)))?;
    for kind in plan.kinds() {
        let rows = machine.rows.iter().zip(&plan.rows).zip(&changed);
        let notes: Vec<Note<'_>> = (0..)
            .zip(rows)
            .filter(|(_, ((_, row), _))| row.facet.kind == kind)
            .filter_map(|(at_row, ((state, row), changed))| {
                let (end, at) = ended_since(state, since)?;
                let value = match end {
                    end if end.is_there() => row.to.as_ref(),
                    Outcome::Conflict { now } => Some(now),
                    _ => None,
                };
                let (facet, target) = changed.as_ref()?;
                Some(Note {
                    target,
                    account: machine.invited_account(at_row),
                    of: &facet.of,
                    before: &row.before,
                    value: value?,
                    at,
                    made: *end == Outcome::Confirmed,
                })
            })
            .collect();
        if !notes.is_empty() {
            kind.note(mirror, source, &notes)?;
        }
    }
    let ends = access_ends(machine, since);
    if !ends.is_empty() {
        mirror.note_access_ends(source, ends)?;
    }
    if !ways.is_empty() {
        mirror.note_ended_ways(source, &ways, &current)?;
    }
    mirror.count_seats_since(source, &seats)
}

/// The accounts that the run changed, and the members of groups that it changed: when, and whether it made the change.
fn touched_accounts(
    machine: &Machine,
    changed: &[Option<(Facet, Target)>],
    since: Option<Timestamp>,
    mirror: &Mirror,
) -> Result<Vec<(AccountId, Timestamp, bool)>, StoreError> {
    let mut touched = Vec::new();
    for ((state, changed), at_row) in machine.rows.iter().zip(changed).zip(0..) {
        let (Some((end, at)), Some((_, target))) = (ended_since(state, since), changed) else {
            continue;
        };
        let accounts: Vec<AccountId> = match target {
            Target::Group(id) => mirror.group_members(&GroupId::from(id.as_str()))?.known,
            target => target
                .account()
                .or_else(|| machine.invited_account(at_row))
                .map(AccountId::from)
                .into_iter()
                .collect(),
        };
        let made = *end == Outcome::Confirmed;
        touched.extend(accounts.into_iter().map(|account| (account, at, made)));
    }
    Ok(touched)
}

/// The run as the source of what it changed.
pub(super) fn run_source<'a>(run: &'a str, plan: &Plan) -> RunSource<'a> {
    RunSource {
        id: run,
        planned_at: plan.base.read.unwrap_or(plan.made),
    }
}

/// How and when a row ended, unless that was before this time.
fn ended_since(state: &State, since: Option<Timestamp>) -> Option<(&Outcome, Timestamp)> {
    let State::Ended { end, at } = state else {
        return None;
    };
    let at = Timestamp::from_millisecond(*at).ok()?;
    (since.is_none_or(|since| at >= since)).then_some((end, at))
}

/// Access to apps that ended with the last row that gave it.
fn access_ends(machine: &Machine, since: Option<Timestamp>) -> Vec<AccessEnd<'_>> {
    let rows = machine.rows.iter().zip(&machine.plan.rows);
    rows.filter_map(|(state, row)| {
        let (end, at) = ended_since(state, since)?;
        let ended = row.ends.as_ref().filter(|_| end.is_there())?;
        Some(AccessEnd {
            account: AccountId::from(row.account.as_deref()?),
            app: &ended.app,
            at,
            made: *end == Outcome::Confirmed,
        })
    })
    .collect()
}

/// Ways to apps that the run ended: those of people, and of the members of groups.
fn ended_ways(
    machine: &Machine,
    changed: &[Option<(Facet, Target)>],
    since: Option<Timestamp>,
    mirror: &Mirror,
) -> Result<Vec<AccountWay>, StoreError> {
    let mut ways = Vec::new();
    let rows = machine.rows.iter().zip(&machine.plan.rows).zip(changed);
    for ((state, row), changed) in rows {
        let (Some((end, at)), Some((facet, target))) = (ended_since(state, since), changed) else {
            continue;
        };
        let Some(now) = row.to.as_ref().filter(|_| end.is_there()) else {
            continue;
        };
        let grants = facet.kind.grants(&facet.of, target, now);
        for (grant, _) in grants.into_iter().flatten().filter(|(_, given)| !given) {
            let accounts = match target {
                Target::Group(id) => mirror.group_members(&GroupId::from(id.as_str()))?.known,
                target => target.account().map(AccountId::from).into_iter().collect(),
            };
            ways.extend(accounts.into_iter().map(|account| AccountWay {
                account,
                grant: grant.clone(),
                at,
                made: *end == Outcome::Confirmed,
            }));
        }
    }
    Ok(ways)
}
