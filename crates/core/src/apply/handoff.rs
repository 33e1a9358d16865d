//! Files for the portal's own import, for when the service does not accept the change from atlctl.

use atlctl_api::PolicyId;

use super::machine::{Machine, State};
use super::{Outcome, Record};

/// The most people in one file; the portal accepts no more.
pub const PORTAL_IMPORT: usize = 10_000;

/// A file for the portal's import: one address per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOff {
    /// The policy to import it into.
    pub policy: PolicyId,
    /// Addresses in it.
    pub people: usize,
    /// The file's content.
    pub text: String,
}

/// Makes the import files, one or more per policy, with everyone whose change was not sent and, when the service
/// accepted no request at all, everyone it refused. The run records who is in them, so that
/// [`verify`](super::verify) can check the result.
pub fn hand_off(machine: &mut Machine, now: i64) -> Vec<HandOff> {
    let mut by_policy: Vec<(PolicyId, Vec<(u32, String)>)> = Vec::new();
    for ((at, state), row) in (0_u32..).zip(&machine.rows).zip(&machine.plan.rows) {
        let meant = match state {
            State::Planned => true,
            State::Ended { end, .. } => !machine.taken && matches!(end, Outcome::Refused { .. }),
            _ => false,
        };
        let (true, Some(to), Some(email)) = (meant, &row.to, &row.email) else {
            continue;
        };
        // A line for a line: an address with a line end in it would become two.
        if email.chars().any(char::is_control) {
            continue;
        }
        let entry = (at, email.clone());
        match by_policy.iter_mut().find(|(policy, _)| policy == to) {
            Some((_, people)) => people.push(entry),
            None => by_policy.push((to.clone(), vec![entry])),
        }
    }
    let mut files = Vec::new();
    let mut rows = Vec::new();
    for (policy, people) in by_policy {
        for some in people.chunks(PORTAL_IMPORT) {
            let mut text = String::new();
            for (at, email) in some {
                rows.push(*at);
                text.push_str(email);
                text.push('\n');
            }
            files.push(HandOff {
                policy: policy.clone(),
                people: some.len(),
                text,
            });
        }
    }
    if !rows.is_empty() {
        machine.handed_off.extend(&rows);
        machine.note(now, Record::HandedOff { rows });
    }
    files
}
