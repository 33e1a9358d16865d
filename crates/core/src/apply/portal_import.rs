//! Files for the portal's own import, for when the service does not accept a change from atlctl.

use super::machine::{Lane, Machine, State};
use super::{Outcome, Record};
use crate::change::{Facet, Value};

/// A file for the portal's import: one address per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalImport {
    /// What is changed.
    pub facet: Facet,
    /// The value to import the people into.
    pub to: Value,
    /// Addresses in it.
    pub people: usize,
    /// The file's content.
    pub text: String,
}

/// Makes the import files, one or more for each value, with everyone whose change was not sent and, when the service
/// accepted no request at all, everyone it refused. The run records who is in them, so that
/// [`verify`](super::verify) can check the result.
pub fn portal_import(machine: &mut Machine, now: i64) -> Vec<PortalImport> {
    let mut lanes: Vec<(Lane, Vec<(u32, String)>)> = Vec::new();
    for (at, state) in (0_u32..).zip(&machine.rows) {
        let meant = match state {
            State::Planned => true,
            State::Ended { end, .. } => {
                !machine.was_taken() && matches!(end, Outcome::Refused { .. })
            }
            _ => false,
        };
        let subject = machine.subject(at).filter(|_| meant);
        let email = subject.and_then(|subject| subject.email);
        let (Some(lane), Some(email)) = (machine.lane(at), email) else {
            continue;
        };
        if lane.facet.kind.portal_import().is_none() {
            continue;
        }
        // A line for a line: an address with a line end in it would become two.
        if email.chars().any(char::is_control) {
            continue;
        }
        match lanes.iter_mut().find(|(known, _)| *known == lane) {
            Some((_, people)) => people.push((at, email)),
            None => lanes.push((lane, vec![(at, email)])),
        }
    }
    let mut files = Vec::new();
    let mut rows = Vec::new();
    for (lane, people) in lanes {
        let most = lane.facet.kind.portal_import().unwrap_or(1);
        for some in people.chunks(most.max(1)) {
            let mut text = String::new();
            for (at, email) in some {
                rows.push(*at);
                text.push_str(email);
                text.push('\n');
            }
            files.push(PortalImport {
                facet: lane.facet.clone(),
                to: lane.to.clone(),
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
