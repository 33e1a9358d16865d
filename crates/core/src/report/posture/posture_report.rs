//! The checks as a report.

use super::super::facts::Names;
use super::super::report_model::{Figure, Holds, Report, ReportColumn, ReportList, count, known};
use super::super::request::Request;
use super::super::undecided::{found, found_cell, judged, with_verb};
use super::check;
use super::check::Severity;
use super::findings::{Finding, Posture, State};
use crate::number::{counted, grouped};
use crate::query::Cell;
use crate::sql::SqlError;

const CHECKS: [ReportColumn; 10] = [
    ReportColumn::new("check", "Check", Holds::Id),
    ReportColumn::new("severity", "Severity", Holds::Text),
    ReportColumn::new("state", "State", Holds::Text),
    ReportColumn::counted("found_count", "Found"),
    ReportColumn::new("accepted_count", "Accepted", Holds::Number).on_request(),
    ReportColumn::new("unknown_count", "Unknown", Holds::Number),
    ReportColumn::new("title", "What", Holds::Sentence),
    ReportColumn::new("not_checked", "Not checked because", Holds::Sentence)
        .or_none()
        .on_request(),
    ReportColumn::new("why", "Why it matters", Holds::Sentence).on_request(),
    ReportColumn::new("command", "Command", Holds::Sentence)
        .or_none()
        .on_request(),
];
const FOUND: [ReportColumn; 4] = [
    ReportColumn::new("check", "Check", Holds::Text),
    ReportColumn::new("severity", "Severity", Holds::Text),
    ReportColumn::new("name", "What", Holds::Key),
    ReportColumn::new("id", "ID", Holds::Id),
];

impl Posture {
    /// The report of the checks.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn report(&self, request: &Request<'_>) -> Result<Report, SqlError> {
        let mut report = Report::begin("posture", "Posture", request);
        let of = |state: State| {
            self.findings
                .iter()
                .filter(move |finding| finding.state() == state)
        };
        let failed = of(State::Failed).count();
        let undecided = of(State::Unknown).count() as u64;
        let unfit = of(State::NotChecked).count() as u64;
        let mut rest = String::new();
        if undecided > 0 {
            rest.push_str(&format!(
                "; {} unknown",
                with_verb(undecided, 0, "is", "are")
            ));
        }
        if unfit > 0 {
            rest.push_str(&format!(
                "; {} not checked",
                with_verb(unfit, 0, "was", "were")
            ));
        }
        report.verdict = (
            judged(failed as u64, undecided + unfit),
            match self.worst() {
                Some(worst) => format!(
                    "{} of {} found something (highest severity: {}){rest}.",
                    grouped(failed as u64),
                    counted(self.findings.len() as u64, "check", "checks"),
                    worst.as_str()
                ),
                None => format!("No check found anything, of {}{rest}.", self.findings.len()),
            },
        );
        if request.filter.is_some() {
            let others = check::CHECKS
                .iter()
                .filter(|check| !check.is_of_people())
                .count();
            report.notes.push(format!(
                "Only the people who match the filters are checked; {others} checks of groups, apps, domains, keys and the whole organization are left out."
            ));
        }
        report.notes.extend(self.left_out.iter().cloned());
        report.unknown.extend(self.not_checked());
        let unknown =
            |finding: &&Finding| finding.unknown > 0 && finding.state() != State::NotChecked;
        for finding in self.findings.iter().filter(unknown) {
            report.unknown.push(format!(
                "{}: unknown for {}.",
                finding.check.title,
                grouped(finding.unknown)
            ));
        }
        report.figures = Severity::ALL
            .into_iter()
            .zip(["critical", "high", "medium", "low"])
            .map(|(severity, name)| {
                let number = |state| {
                    let some = of(state).filter(|finding| finding.check.severity == severity);
                    some.count() as u64
                };
                let label = format!("checks with findings, severity {name}");
                Figure::bad(name, label, number(State::Failed))
                    .undecided(number(State::Unknown) + number(State::NotChecked))
            })
            .collect();
        for (name, label, state) in [
            ("unknown", "checks with an unknown result", State::Unknown),
            (
                "not_checked",
                "checks not run: their data is old or was never read",
                State::NotChecked,
            ),
            (
                "accepted",
                "checks whose findings are accepted",
                State::Accepted,
            ),
            ("passed", "checks that passed", State::Passed),
        ] {
            report
                .figures
                .push(Figure::plain(name, label, of(state).count() as u64));
        }
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| {
            (
                rank(finding.state()),
                std::cmp::Reverse(finding.check.severity),
            )
        });
        let rows = findings.iter().map(|finding| {
            vec![
                Cell::Text(finding.check.id.to_owned()),
                Cell::Text(finding.check.severity.as_str().to_owned()),
                Cell::Text(finding.state().as_str().to_owned()),
                found_cell(finding.count(), open(finding)),
                count(finding.accepted),
                known(found(finding.unknown, unchecked(finding))),
                Cell::Text(finding.check.title.to_owned()),
                not_checked(finding).map_or(Cell::None, |why| Cell::Text(why.to_owned())),
                Cell::Text(finding.check.why.to_owned()),
                finding.mends().map_or(Cell::None, Cell::Text),
            ]
        });
        let checks = ReportList {
            name: "checks",
            title: "Checks".to_owned(),
            things: "checks",
            about: "Those with findings first, by severity.".to_owned(),
            columns: CHECKS.to_vec(),
            rows: rows.collect(),
            total: findings.len() as u64,
            undecided: 0,
            next: Vec::new(),
        };
        let mut names = Names::new(request)?;
        let mut found = Vec::new();
        for finding in &findings {
            for subject in &finding.found {
                if found.len() >= request.most() {
                    break;
                }
                let (id, name) = subject.named(&mut names)?;
                found.push(vec![
                    Cell::Text(finding.check.id.to_owned()),
                    Cell::Text(finding.check.severity.as_str().to_owned()),
                    name,
                    Cell::Text(id),
                ]);
            }
        }
        let next = findings.iter().flat_map(|finding| finding.next.clone());
        let found = ReportList {
            name: "found",
            title: "What was found".to_owned(),
            things: "findings",
            about: "With --check CHECK, the IDs are those of one check.".to_owned(),
            columns: FOUND.to_vec(),
            rows: found,
            total: self.findings.iter().map(Finding::count).sum(),
            undecided: self.findings.iter().map(open).sum(),
            next: next.collect(),
        };
        report.lists = vec![checks, found];
        Ok(report)
    }

    /// Which checks were not made, by reason. Sentences.
    fn not_checked(&self) -> Vec<String> {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for finding in &self.findings {
            let Some(why) = not_checked(finding) else {
                continue;
            };
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, checks)) => checks.push(finding.check.id),
                None => reasons.push((why, vec![finding.check.id])),
            }
        }
        let said = |(why, checks): (&str, Vec<&str>)| {
            format!("Not checked: {} ({why}).", checks.join(", "))
        };
        reasons.into_iter().map(said).collect()
    }
}

/// Why a check is not made.
fn not_checked(finding: &Finding) -> Option<&str> {
    let is_unfit = finding.state() == State::NotChecked;
    finding.unfit.as_deref().filter(|_| is_unfit)
}

/// For how many it is open whether they would be found; of what was not checked, that is not none.
fn open(finding: &Finding) -> u64 {
    finding.unknown.max(unchecked(finding))
}

/// More than 0 where the check was not made.
fn unchecked(finding: &Finding) -> u64 {
    u64::from(finding.state() == State::NotChecked)
}

fn rank(state: State) -> usize {
    match state {
        State::Failed => 0,
        State::Unknown => 1,
        State::NotChecked => 2,
        State::Accepted => 3,
        State::Passed => 4,
    }
}
