//! The checks of people.

use std::collections::HashMap;

use super::super::facts::{Access, Accesses, Facts, Holdings, People, all, day, either, not};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// More organization admins than this are many.
const MANY: usize = 10;

/// The apps for which people are found: numbers of people, in their order, and positions of apps.
#[derive(Debug, Default)]
pub(super) struct PersonApps {
    /// Those that they never used.
    pub never_used: Vec<(i64, usize)>,
    /// Those with which suspended people are listed.
    pub of_suspended: Vec<(i64, usize)>,
}

/// Makes the checks. Returns for which apps people are found.
pub(super) fn look(
    request: &Request<'_>,
    people: &People,
    (accesses, holdings): (&Accesses, &Holdings),
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<PersonApps, SqlError> {
    let of_part = Seen {
        found: Vec::new(),
        unknown: u64::from(people.is_partly_read),
    };
    let may_match = || people.may_match().into_iter().flat_map(People::iter);
    let cutoff = request.cutoff();
    let (seconds, since) = (
        cutoff.as_second(),
        day(&cutoff.to_string()).unwrap_or_default(),
    );
    let mut note = |id, found: &dyn Fn(&Facts) -> Option<bool>| {
        let mut of = of_part.clone();
        for facts in people.iter() {
            // What would be found but for one unknown fact is unknown; what is excluded by a known one is not.
            of.add(found(facts), || Subject::Person(facts.no));
        }
        for facts in may_match() {
            of.may_add(found(facts));
        }
        seen.insert(id, of);
    };
    let is_inactive = |facts: &Facts| facts.is_inactive(seconds, since);
    note("admin-two-step", &|of| {
        all([of.is_admin(), not(of.two_step)])
    });
    note("admin-external", &|of| {
        all([of.is_admin(), of.is_external()])
    });
    note("admin-inactive", &|of| {
        all([of.is_admin(), is_inactive(of)])
    });
    note("two-step-off", &Facts::is_weak);
    note("managed-inactive", &|of| {
        all([of.is_managed(), of.is_active(), is_inactive(of)])
    });
    note("external-inactive", &|of| {
        all([of.is_external(), of.is_active(), is_inactive(of)])
    });
    note("no-policy", &Facts::is_in_no_policy);
    note("admin-many", &Facts::is_admin);
    admins(request, seen);
    Ok(apps(people, (accesses, holdings), &of_part, since, seen))
}

/// Whether there are too few or too many: with unknown ones, there may be more than are known.
fn admins(request: &Request<'_>, seen: &mut HashMap<&'static str, Seen>) {
    let mut many = seen.remove("admin-many").unwrap_or_default();
    let mut single = Seen::default();
    match (many.found.len(), many.unknown) {
        (2.., _) => {}
        (_, 0) => single.found.push(Subject::Other(
            request.about.org.clone(),
            request.about.org_name.clone(),
        )),
        (_, unknown) => single.unknown = unknown,
    }
    if many.found.len() <= MANY {
        many.found.clear();
    }
    seen.insert("admin-single", single);
    seen.insert("admin-many", many);
}

/// What is known of a person's apps.
#[derive(Clone, Copy)]
struct Apps {
    has: Option<bool>,
    /// Whether there is one that the person never used, though there was time to.
    never: Option<bool>,
}

/// Who has an app and should not need it.
fn apps(
    people: &People,
    (accesses, holdings): (&Accesses, &Holdings),
    of_part: &Seen,
    since: u32,
    seen: &mut HashMap<&'static str, Seen>,
) -> PersonApps {
    let mut of_apps = PersonApps::default();
    let apps = apps_of(people, (accesses, holdings), since, &mut of_apps);
    let (mut suspended, mut never) = (of_part.clone(), of_part.clone());
    let is_found = |facts: &Facts, apps: &Apps| {
        let person = facts.is_person();
        (
            all([person, facts.is_suspended(), apps.has]),
            all([person, facts.is_active(), apps.never]),
        )
    };
    for (facts, apps) in people.iter().zip(&apps) {
        let subject = || Subject::Person(facts.no);
        let found = is_found(facts, apps);
        suspended.add(found.0, subject);
        never.add(found.1, subject);
    }
    if let Some(others) = people.may_match() {
        let apps = apps_of(
            others,
            (accesses, holdings),
            since,
            &mut PersonApps::default(),
        );
        for (facts, apps) in others.iter().zip(&apps) {
            let found = is_found(facts, apps);
            suspended.may_add(found.0);
            never.may_add(found.1);
        }
    }
    seen.insert("suspended-with-app", suspended);
    seen.insert("seat-never-used", never);
    of_apps
}

/// The apps of each of these people, in their order.
fn apps_of(
    people: &People,
    (accesses, holdings): (&Accesses, &Holdings),
    since: u32,
    of_apps: &mut PersonApps,
) -> Vec<Apps> {
    let none = |facts: &Facts| facts.apps_known.then_some(false);
    let mut apps: Vec<Apps> = people
        .iter()
        .map(|facts| Apps {
            has: none(facts),
            never: none(facts),
        })
        .collect();
    accesses.each(people, holdings, |access| {
        let pair = (access.person.no, access.app);
        let never = is_never_used(&access, since);
        if never == Some(true) {
            of_apps.never_used.push(pair);
        }
        if access.person.is_suspended() == Some(true) {
            of_apps.of_suspended.push(pair);
        }
        let of = people.position(access.person.no);
        if let Some(of) = of.and_then(|at| apps.get_mut(at)) {
            of.has = Some(true);
            of.never = either(of.never, never);
        }
    });
    apps
}

fn is_never_used(access: &Access<'_>, since: u32) -> Option<bool> {
    match access.active? {
        Some(_) => Some(false),
        None => access.added.map(|added| added < since),
    }
}
