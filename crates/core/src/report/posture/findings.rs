//! What the checks find.

use std::collections::HashMap;

use super::super::facts::{
    Accesses, Holdings, Names, PartsRead, People, every_token, group_counts,
};
use super::super::header::ONLY_MANAGED;
use super::super::parallel_reads::read_both;
use super::super::report_model::NextCommand;
use super::super::request::Request;
use super::baseline::Baseline;
use super::check::{CHECKS, Check, SCIM_UNLINKED, Severity};
use super::fix::mending;
use super::people_checks::PersonApps;
use super::subject::{Seen, Subject};
use super::{app_checks, credential_checks, group_checks, people_checks, record_checks};
use crate::number::grouped;
use crate::sql::SqlError;
use crate::sync::Stage;

/// Whether a check found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It found something.
    Failed,
    /// It found nothing, but part of what it looks at is unknown.
    Unknown,
    /// It found nothing in what was never read, or too long ago.
    NotChecked,
    /// What it found is accepted in the baseline.
    Accepted,
    /// It found nothing.
    Passed,
}

impl State {
    /// The word for it, for programs; people read [another](crate::report::shown_word).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotChecked => "not-checked",
            Self::Accepted => "accepted",
            Self::Passed => "passed",
        }
    }
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// What it found and the baseline does not accept.
    pub(super) found: Vec<Subject>,
    /// How much of what it found the baseline accepts.
    pub accepted: u64,
    /// For how many it cannot be decided.
    pub unknown: u64,
    /// Which parts of the mirror that it looks at were never read, or too long ago, and why; `None` when none.
    pub unfit: Option<String>,
    /// What mends it.
    pub(super) next: Vec<NextCommand>,
    /// Of a check of people with an app: the apps for which each is found, by ID.
    by_app: HashMap<i64, Vec<String>>,
}

impl Finding {
    /// Whether it found something.
    #[must_use]
    pub fn state(&self) -> State {
        match (self.found.is_empty(), self.unknown, self.accepted) {
            (false, ..) => State::Failed,
            _ if self.unfit.is_some() => State::NotChecked,
            (true, 0, 0) => State::Passed,
            (true, 0, _) => State::Accepted,
            (true, ..) => State::Unknown,
        }
    }

    /// How many it found, how many of these are accepted, and of how many it is unknown: `3 found, 2 more accepted in the
    /// baseline; unknown for 5`.
    #[must_use]
    pub fn said(&self) -> String {
        if let (State::NotChecked, Some(unfit)) = (self.state(), &self.unfit) {
            return format!("not checked; {unfit}");
        }
        let mut said = match (self.count(), self.accepted) {
            (0, 0) if self.unknown > 0 => return format!("unknown for {}", grouped(self.unknown)),
            (0, accepted) if accepted > 0 => {
                format!("{} found, accepted in the baseline", grouped(accepted))
            }
            (found, 0) => format!("{} found", grouped(found)),
            (found, accepted) => format!(
                "{} found, and {} accepted in the baseline",
                grouped(found),
                grouped(accepted)
            ),
        };
        if self.unknown > 0 {
            said.push_str(&format!("; unknown for {}", grouped(self.unknown)));
        }
        said
    }

    /// What mends it, on a line: commands, or words where no command does.
    pub(super) fn mends(&self) -> Option<String> {
        let all: Vec<&str> = self
            .next
            .iter()
            .map(|next| match next.command.as_str() {
                "" => next.what.as_str(),
                command => command,
            })
            .collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// How many it found.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.found.len() as u64
    }
}

/// What every check found, the worst first.
#[derive(Debug, Clone)]
pub struct Posture {
    /// One finding for each check.
    pub findings: Vec<Finding>,
    /// Which checks were not made for lack of what they look at, and why. Sentences.
    pub(super) left_out: Vec<String>,
}

impl Posture {
    /// The severity of the worst check that failed.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        let failed = self
            .findings
            .iter()
            .filter(|finding| finding.state() == State::Failed);
        failed.map(|finding| finding.check.severity).max()
    }

    /// What the checks found, by check, as a baseline accepts it. What the old baseline accepts stays.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn baseline(
        &self,
        request: &Request<'_>,
        old: Option<&Baseline>,
    ) -> Result<Baseline, SqlError> {
        let mut baseline = Baseline::new(&request.about.org);
        let mut names = Names::new(request)?;
        for finding in &self.findings {
            for subject in &finding.found {
                let (id, _) = subject.named(&mut names)?;
                for id in accepted_as(id, subject, &finding.by_app) {
                    baseline.accept(finding.check.id, id);
                }
            }
        }
        if let Some(old) = old {
            baseline.add(old);
        }
        Ok(baseline)
    }
}

/// The checks with these names, or all; with filters of people, those of people: what is said of the organization would be
/// wrong.
fn asked(only: &[String], is_filtered: bool) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().filter(move |check| {
        let is_asked = only.is_empty() || only.iter().any(|id| id == check.id);
        is_asked && (!is_filtered || check.is_of_people())
    })
}

/// The parts of the mirror that these checks stand on, each once.
#[must_use]
pub fn posture_parts(only: &[String], is_filtered: bool) -> Vec<Stage> {
    let mut parts = Vec::new();
    for part in asked(only, is_filtered).flat_map(Check::parts) {
        if !parts.contains(part) {
            parts.push(*part);
        }
    }
    parts
}

/// Makes the checks: all, or those with these names.
///
/// # Errors
/// When the mirror cannot be read.
pub fn posture(
    request: &Request<'_>,
    only: &[String],
    baseline: Option<&Baseline>,
) -> Result<Posture, SqlError> {
    request.needs("users")?;
    let mut seen: HashMap<&'static str, Seen> = HashMap::new();
    let apps = Holdings::read(request)?;
    let other = |request: &Request<'_>| Ok((every_token(request)?, group_counts(request)?));
    let ((tokens, groups), (people, person_apps)) = read_both(request, other, || {
        let (accesses, people) =
            read_both(request, Accesses::read, || People::with_policies(request))?;
        let person_apps = people_checks::look(request, &people, (&accesses, &apps), &mut seen)?;
        Ok((people, person_apps))
    })?;
    group_checks::look(request, &groups, &mut seen)?;
    let parts = PartsRead::find(request)?;
    app_checks::look(request, &parts, &mut seen)?;
    credential_checks::look(request, (tokens, &people), &mut seen)?;
    record_checks::look(request, &mut seen)?;
    let has_records = record_checks::were_asked_for(request)?;
    let mut names = Names::new(request)?;
    let mut findings = Vec::new();
    let mut left_out = Vec::new();
    for check in asked(only, request.filter.is_some()) {
        if check.id == SCIM_UNLINKED && !has_records && only.is_empty() {
            left_out.push(format!(
                "The check {} is left out: identity-provider records are read only with the key of a directory (atlctl auth add-directory).",
                check.id
            ));
            continue;
        }
        let Seen { mut found, unknown } = seen.remove(check.id).unwrap_or_default();
        let all = found.len();
        let by_app = by_app(check, &found, (&apps, &person_apps));
        if let Some(baseline) = baseline.filter(|baseline| baseline.has(check.id)) {
            let mut left = Vec::with_capacity(found.len());
            for subject in found {
                let (id, _) = subject.named(&mut names)?;
                let mut parts = accepted_as(id.clone(), &subject, &by_app).into_iter();
                if !baseline.accepts(check.id, &id)
                    && !parts.all(|part| baseline.accepts(check.id, &part))
                {
                    left.push(subject);
                }
            }
            found = left;
        }
        findings.push(Finding {
            check,
            accepted: (all - found.len()) as u64,
            next: mending(request, check, &found, (&apps, &person_apps))?,
            unfit: match parts.why_unfit(request, check.parts()) {
                None if check.is_of_externals() && people.has_only_managed => {
                    Some(ONLY_MANAGED.to_owned())
                }
                None if check.id == SCIM_UNLINKED && !has_records => {
                    Some(record_checks::NEEDS_KEY.to_owned())
                }
                why => why,
            },
            found,
            unknown,
            by_app,
        });
    }
    Ok(Posture { findings, left_out })
}

/// The apps for which people are found, where a check is of people with an app.
fn by_app(
    check: &Check,
    found: &[Subject],
    (apps, of_people): (&Holdings, &PersonApps),
) -> HashMap<i64, Vec<String>> {
    let pairs = match check.id {
        "seat-never-used" => &of_people.never_used,
        "suspended-with-app" => &of_people.of_suspended,
        _ => return HashMap::new(),
    };
    let mut all = HashMap::new();
    for subject in found {
        let Subject::Person(no) = subject else {
            continue;
        };
        let first = pairs.partition_point(|(of, _)| of < no);
        let own = pairs.get(first..).unwrap_or_default().iter();
        let own = own.take_while(|(of, _)| of == no);
        let ids = own.filter_map(|(_, app)| Some(apps.apps.get(*app)?.id.clone()));
        all.insert(*no, ids.collect());
    }
    all
}

/// As what a baseline accepts it: by its ID, or with each app for which it is found.
fn accepted_as(id: String, subject: &Subject, by_app: &HashMap<i64, Vec<String>>) -> Vec<String> {
    let apps = match subject {
        Subject::Person(no) => by_app.get(no),
        Subject::Credential(..) | Subject::Other(..) => None,
    };
    match apps {
        Some(apps) if !apps.is_empty() => apps.iter().map(|app| format!("{id} {app}")).collect(),
        _ => vec![id],
    }
}
