//! The checks of people.

use std::collections::HashMap;

use super::super::facts::{Facts, Holdings, People, Status, day, each_access};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// More organization admins than this are many.
const MANY: usize = 10;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let people = People::read(request)?;
    let policies = people.policies(request)?;
    let cutoff = request.cutoff();
    let (seconds, since) = (
        cutoff.as_second(),
        day(&cutoff.to_string()).unwrap_or_default(),
    );
    let mut admins = Vec::new();
    let mut admin_unknown = 0;
    for facts in people.iter().filter(|facts| !facts.is_app) {
        let inactive = facts.is_inactive(seconds, since);
        let mut note = |id: &'static str, among: Option<bool>, found: Option<bool>| {
            // What would be found but for one unknown fact is unknown; what is excluded by a known one is not.
            let of = seen.entry(id).or_default();
            match (among, found) {
                (Some(false), _) | (_, Some(false)) => {}
                (Some(true), Some(true)) => of.found.push(Subject::Person(facts.no)),
                _ => of.unknown += 1,
            }
        };
        let admin = facts.org_admin;
        note("admin-two-step", admin, facts.two_step.map(|on| !on));
        note("admin-external", admin, facts.is_external());
        note("admin-inactive", admin, inactive);
        let managed = both(facts.managed, facts.is_active());
        note("two-step-off", managed, facts.two_step.map(|on| !on));
        note("managed-inactive", managed, inactive);
        note(
            "external-inactive",
            both(facts.is_external(), facts.is_active()),
            inactive,
        );
        let policy = policies.get(&facts.no);
        note("no-policy", facts.managed, policy.map(Option::is_none));
        match admin {
            Some(true) => admins.push(Subject::Person(facts.no)),
            Some(false) => {}
            None => admin_unknown += 1,
        }
    }
    let enough = admins.len() >= 2;
    let single = Seen {
        unknown: if enough { 0 } else { admin_unknown },
        // With unknown roles there may be more than are known.
        found: if enough || admin_unknown > 0 {
            Vec::new()
        } else {
            vec![Subject::Other(
                request.about.org.clone(),
                request.about.org_name.clone(),
            )]
        },
    };
    let many = Seen {
        unknown: if admins.len() > MANY {
            0
        } else {
            admin_unknown
        },
        found: if admins.len() > MANY {
            admins
        } else {
            Vec::new()
        },
    };
    seen.insert("admin-single", single);
    seen.insert("admin-many", many);
    apps(request, &people, (seconds, since), seen)
}

/// Whether both hold; unknown only where the known one does not decide.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Who has an app and should not need it.
fn apps(
    request: &Request<'_>,
    people: &People,
    (_, since): (i64, u32),
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let holdings = Holdings::read(request)?;
    let unknown = people.unknown(|facts| !facts.apps_known);
    let mut suspended = Seen {
        unknown,
        ..Seen::default()
    };
    let mut never = Seen {
        unknown,
        ..Seen::default()
    };
    let add = |of: &mut Seen, person: &Facts| {
        let subject = Subject::Person(person.no);
        // The accesses come person by person.
        if of.found.last() != Some(&subject) {
            of.found.push(subject);
        }
    };
    each_access(request, people, &holdings, |access| {
        let person = access.person;
        if person.is_app {
            return;
        }
        match person.status {
            Status::Suspended | Status::Deactivated => add(&mut suspended, person),
            Status::Active
                if access.active == Some(None)
                    && person.added.is_some_and(|added| added < since) =>
            {
                add(&mut never, person);
            }
            _ => {}
        }
    })?;
    seen.insert("suspended-with-app", suspended);
    seen.insert("seat-never-used", never);
    Ok(())
}
