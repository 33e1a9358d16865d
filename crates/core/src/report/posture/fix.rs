//! How to fix what a check found: a command that makes a plan, or words where only a person can.

use std::collections::{BTreeSet, HashSet};

use super::super::app_removals::RowOf;
use super::super::facts::{Holdings, can_change};
use super::super::report_model::NextCommand;
use super::super::request::Request;
use super::check::{Check, Mend};
use super::people_checks::PersonApps;
use super::subject::Subject;
use crate::number::{capital, grouped};
use crate::sql::SqlError;
use crate::store::App;

/// Where a person fixes what no published call changes.
const IN_PORTAL: &str =
    ". Change it in the admin portal, or with its own calls (atlctl help portal-calls)";

/// The ways to fix this, in words and as commands; none when there is nothing to fix.
pub(super) fn mending(
    request: &Request<'_>,
    check: &Check,
    found: &[Subject],
    (apps, of_apps): (&Holdings, &PersonApps),
) -> Result<Vec<NextCommand>, SqlError> {
    // A change starts from the present.
    if found.is_empty() || request.about.as_of.is_some() {
        return Ok(Vec::new());
    }
    let own = of_check(request, check);
    let why = |count: u64, what: &str| {
        format!(
            "fix {} ({} found). {}{what}",
            check.id,
            grouped(count),
            check.why.trim_end_matches('.')
        )
    };
    let next = |what: &str, command| NextCommand {
        what: why(found.len() as u64, what),
        command,
    };
    // A file of its own for each check: the plans are made one after the other.
    let file = format!("{}.json", check.id);
    let pipe = |to: &[&str]| own.pipe("found", &[to, &["--plan", &file]].concat());
    let needs: &[&str] = match check.mend {
        Mend::Takes(to) => to,
        Mend::TakesApps => &["user", "remove-access"],
        _ => &[],
    };
    if !can_change(request, needs)? {
        return Ok(vec![next(IN_PORTAL, String::new())]);
    }
    Ok(match check.mend {
        Mend::Takes(to) => vec![next("", pipe(to))],
        Mend::Shows(words) => vec![next(". See", request.command(words))],
        Mend::ByHand(how) => vec![next(&format!(". {}", capital(how)), String::new())],
        Mend::ByHandShows(how, words) => {
            vec![next(&format!(". {}", capital(how)), request.command(words))]
        }
        Mend::ByHandThen(how, to) => vec![next(&format!(". {}", capital(how)), pipe(to))],
        Mend::TakesApps => {
            let people = people_of(found);
            let with = apps_never_used(&of_apps.never_used, &people);
            let with: Vec<&App> = with.iter().filter_map(|at| apps.apps.get(*at)).collect();
            let commands = own.app_removals("found", &with, RowOf::App, Some(check.id))?;
            // One command for each app, in their order, each about its own people.
            let counts = with.iter().map(|app| {
                let of_app = |(no, at): &&(i64, usize)| {
                    let is_it = apps.apps.get(*at).is_some_and(|one| one.id == app.id);
                    is_it && people.contains(no)
                };
                of_apps.never_used.iter().filter(of_app).count() as u64
            });
            commands
                .into_iter()
                .zip(counts)
                .map(|(one, count)| NextCommand {
                    what: why(count, &format!(". {}", capital(&one.what))),
                    command: one.command,
                })
                .collect()
        }
    })
}

/// The request for this check alone, under the name by which it is asked for.
fn of_check<'a>(request: &Request<'a>, check: &Check) -> Request<'a> {
    let mut words = Vec::new();
    let mut rest = request.words.iter();
    while let Some(word) = rest.next() {
        if word == "--check" {
            rest.next();
        } else {
            words.push(word.clone());
        }
    }
    words.extend(["--check".to_owned(), check.id.to_owned()]);
    Request {
        words,
        ..request.clone()
    }
}

/// The people among these.
fn people_of(found: &[Subject]) -> HashSet<i64> {
    let people = found.iter().filter_map(|subject| match subject {
        Subject::Person(no) => Some(*no),
        Subject::Credential(..) | Subject::Other(..) => None,
    });
    people.collect()
}

/// The apps that these people have never used.
fn apps_never_used(never_used: &[(i64, usize)], people: &HashSet<i64>) -> BTreeSet<usize> {
    let of_people = never_used.iter().filter(|(no, _)| people.contains(no));
    of_people.map(|(_, app)| *app).collect()
}
