//! Verifies a run: reads its rows back at any later time.

use atlctl_api::Error;
use jiff::Timestamp;

use super::machine::{Machine, State};
use super::{Outcome, Record};
use crate::change::{Facet, Live, Target, Value, Wire, read_live};
use crate::plan::Verdict;

/// The result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Rows with the value of the plan.
    pub there: u64,
    /// Rows with another value, with that value; `None` when the service does not report it.
    pub elsewhere: Vec<(u32, Option<Value>)>,
    /// Rows that the verification settled.
    pub settled: u64,
}

/// Reads the live state of everything that the plan changes or found as planned, and [`compare`]s.
///
/// # Errors
/// As for any request.
pub async fn verify(
    wire: &Wire,
    machine: &mut Machine,
    now: Timestamp,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Verified, Error> {
    let items: Vec<(Facet, Target)> = changes(machine)
        .into_iter()
        .map(|(_, changed)| changed)
        .collect();
    let (live, mut refused) = read_live(wire, &items, now, progress).await?;
    // What cannot be read at all proves nothing.
    if live.kinds.is_empty()
        && let Some((_, error)) = refused.pop()
    {
        return Err(error);
    }
    let rows: Vec<u32> = changes(machine).into_iter().map(|(at, _)| at).collect();
    machine.see_invited(&rows, &wire.addresses);
    Ok(compare(machine, &live, now))
}

/// Everything that the plan changes, or left alone because it was so already.
fn changes(machine: &Machine) -> Vec<(u32, (Facet, Target))> {
    let rows = machine.rows.iter().zip(&machine.plan.rows);
    (0_u32..)
        .zip(rows)
        .filter(|(_, (state, row))| **state != State::Out || row.verdict == Verdict::Already)
        .filter_map(|(at, _)| {
            let (facet, target) = machine.facet_and_target(at)?;
            let created = usize::try_from(at).ok();
            let created = created.and_then(|at| machine.created_group(at));
            let target = created.map_or(target, |id| Target::Group(id.to_owned()));
            let target = machine.invited_by_now(at).unwrap_or(target);
            Some((at, (facet, target)))
        })
        .collect()
}

/// Compares a run with the live state. Rows with the value of the plan count as done from now on, however they got
/// it; the others keep their outcome.
pub fn compare(machine: &mut Machine, live: &Live, now: Timestamp) -> Verified {
    let mut verified = Verified::default();
    let (mut moved, mut found) = (Vec::new(), Vec::new());
    for (at, (facet, target)) in changes(machine) {
        let reported = live.value(&target, &facet);
        // Of a group that is another one by now.
        if machine.lacks_group(at).is_some() {
            let row = super::machine::at(&machine.plan.rows, at);
            let before = row.and_then(|row| row.before.value().cloned());
            verified.elsewhere.push((at, before));
            continue;
        }
        let steps = machine.order.steps();
        if !reported.is_some_and(|now| steps.reached(&machine.plan.rows, at, now)) {
            verified.elsewhere.push((at, reported.cloned()));
            continue;
        }
        verified.there = verified.there.saturating_add(1);
        match super::machine::at(&machine.rows, at) {
            Some(State::Ended {
                end: Outcome::Confirmed | Outcome::Unchanged,
                ..
            })
            | Some(State::Out) => {}
            // Nothing was sent for this row, so someone else made the change, and an undo must not take it back.
            _ if machine.may_have_moved(at) => moved.push(at),
            _ => found.push(at),
        }
    }
    let now = now.as_millisecond();
    verified.settled = (moved.len() as u64).saturating_add(found.len() as u64);
    for (rows, end) in [(moved, Outcome::Confirmed), (found, Outcome::Unchanged)] {
        for row in &rows {
            machine.learn_invited(*row, &end, now);
        }
        if !rows.is_empty() {
            machine.end(rows, &end, now);
        }
    }
    let elsewhere = verified.elsewhere.len() as u64;
    machine.note(
        now,
        Record::Verified {
            there: verified.there,
            elsewhere,
        },
    );
    machine.last_read = Some(now);
    machine.finish(now);
    verified
}
