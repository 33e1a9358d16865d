//! Verifies a run: reads its people back at any later time.

use atlctl_api::{AccountId, Client, Error, OrgId, PolicyId};
use jiff::Timestamp;

use super::machine::{Machine, State};
use super::{Outcome, Record};
use crate::plan::{Live, read_live};

/// The result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// People in the expected policy.
    pub there: u64,
    /// Rows whose people are in another policy, with that policy; `None` when the service does not report it.
    pub elsewhere: Vec<(u32, Option<Option<PolicyId>>)>,
    /// Rows that the verification settled.
    pub settled: u64,
}

/// Reads the live state of everyone whom the plan changes, and [`compare`]s.
///
/// # Errors
/// As for any request.
pub async fn verify(
    client: &Client,
    org: &OrgId,
    machine: &mut Machine,
    now: Timestamp,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Verified, Error> {
    let accounts: Vec<AccountId> = changes(machine).into_iter().map(|(_, id)| id).collect();
    let live = read_live(client, org, &accounts, now, progress).await?;
    Ok(compare(machine, &live, now))
}

/// Everyone whom the plan changes.
fn changes(machine: &Machine) -> Vec<(u32, AccountId)> {
    (0_u32..)
        .zip(&machine.rows)
        .zip(&machine.plan.rows)
        .filter(|((_, state), _)| **state != State::Out)
        .filter_map(|((at, _), row)| Some((at, AccountId::from(row.account.as_deref()?))))
        .collect()
}

/// Compares a run with the live state. People in the expected policy count as done from now on, however they got
/// there; the others keep their outcome.
pub fn compare(machine: &mut Machine, live: &Live, now: Timestamp) -> Verified {
    let mut verified = Verified::default();
    let (mut moved, mut found) = (Vec::new(), Vec::new());
    for (at, account) in changes(machine) {
        let Some(row) = super::machine::at(&machine.plan.rows, at) else {
            continue;
        };
        let reported = live.policies.get(&account);
        if reported.is_none_or(|now| *now != row.to) {
            verified.elsewhere.push((at, reported.cloned()));
            continue;
        }
        verified.there = verified.there.saturating_add(1);
        match super::machine::at(&machine.rows, at) {
            Some(State::Ended {
                end: Outcome::Confirmed | Outcome::Unchanged,
                ..
            }) => {}
            // Nothing was sent for this row, so someone else moved the person, and an undo must not move them back.
            _ if machine.may_have_moved(at) => moved.push(at),
            _ => found.push(at),
        }
    }
    let now = now.as_millisecond();
    verified.settled = (moved.len() as u64).saturating_add(found.len() as u64);
    for (rows, end) in [(moved, Outcome::Confirmed), (found, Outcome::Unchanged)] {
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
