//! The results of a run, row by row.

use std::sync::Arc;

use jiff::Timestamp;

use super::machine::{Machine, State};
use super::{Outcome, RunInfo};
use crate::number::{capital, counted, grouped, people};
use crate::plan::{CurrentNames, Kind, PastRun, Plan, Row, shown_verdict};
use crate::report::{ReportRow, RowOutcome, RunReport};
use crate::shown_time::shown_time;

/// The outcome of a row of the plan, and the reason.
#[must_use]
pub fn row_result(machine: &Machine, at: usize) -> (RowOutcome, String) {
    let (Some(state), Some(row)) = (machine.rows.get(at), machine.plan.rows.get(at)) else {
        return (RowOutcome::Open, String::new());
    };
    match state {
        State::Out => {
            let outcome = if row.verdict == crate::plan::Verdict::Already {
                RowOutcome::Unchanged
            } else if row.verdict.is_guard() {
                RowOutcome::Refused
            } else {
                RowOutcome::Skipped
            };
            (outcome, row.reason())
        }
        State::Planned => {
            let handed = u32::try_from(at).is_ok_and(|at| machine.handed_off.contains(&at));
            if machine.cut && !handed {
                return (
                    RowOutcome::Unknown,
                    "may have been sent; the run's journal lost its last lines".to_owned(),
                );
            }
            let why = if handed {
                "awaiting portal import"
            } else if machine.closed {
                "not sent; the run is closed"
            } else if u32::try_from(at).is_ok_and(|at| machine.was_tried(at)) {
                "sent, without effect so far"
            } else {
                "not sent"
            };
            (RowOutcome::Open, why.to_owned())
        }
        State::Sent { .. } => (RowOutcome::Unknown, "no answer yet".to_owned()),
        State::Acked => (
            RowOutcome::Unknown,
            "Atlassian is processing the change".to_owned(),
        ),
        State::ReadingBack => (
            RowOutcome::Unknown,
            "the result is not checked yet".to_owned(),
        ),
        State::Ended { end, .. } => ended(machine, row, end),
    }
}

fn ended(machine: &Machine, row: &Row, end: &Outcome) -> (RowOutcome, String) {
    match end {
        Outcome::Confirmed => (RowOutcome::Done, String::new()),
        Outcome::Unchanged => (
            RowOutcome::Unchanged,
            "already had the planned value before any request".to_owned(),
        ),
        Outcome::Conflict { now } => (
            RowOutcome::Refused,
            row.facet.kind.conflict(&row.facet.of, now, &|id| {
                machine.plan.name_of(row.facet.kind, id)
            }),
        ),
        Outcome::InPart { why } => (RowOutcome::InPart, why.clone()),
        Outcome::Skipped { why } => (RowOutcome::Skipped, why.clone()),
        Outcome::Held { why } | Outcome::Refused { why } => (RowOutcome::Refused, why.clone()),
        Outcome::Failed { why } => (RowOutcome::Failed, why.clone()),
        Outcome::Unknown { why } => (RowOutcome::Unknown, why.clone()),
    }
}

impl Machine {
    /// Whether this run is known to have changed the row.
    #[must_use]
    pub fn was_changed(&self, row: usize) -> bool {
        matches!(
            self.rows.get(row),
            Some(State::Ended {
                end: Outcome::Confirmed,
                ..
            })
        )
    }

    /// The run, as a way back knows it.
    #[must_use]
    pub fn past_run(&self) -> PastRun<'_> {
        let rows = 0..self.rows.len();
        let changed = rows.filter(|at| self.was_changed(*at) || self.may_have_changed(*at));
        let changed: Vec<usize> = changed.collect();
        let id = |at: &usize| {
            let id = self.created_group(*at).or(self.invited_account(*at))?;
            Some((*at, id.to_owned()))
        };
        let seen = |at: &usize| match self.rows.get(*at) {
            Some(State::Ended { at: when, .. }) => Some((*at, *when)),
            _ => None,
        };
        let unsure = changed.iter().copied();
        PastRun {
            id: None,
            unsure: unsure.filter(|at| !self.was_changed(*at)).collect(),
            created: changed.iter().filter_map(id).collect(),
            seen: changed.iter().filter_map(seen).collect(),
            ..PastRun::new(&self.plan, changed)
        }
    }

    /// Adds names that were given after the plan was made.
    pub fn use_current_names(&mut self, later: CurrentNames) {
        Arc::make_mut(&mut self.plan).later = later;
    }

    /// Whether this run may have changed the row: a request for it may have been processed, it is in a file for the
    /// portal import, or the journal lost its record.
    pub(super) fn may_have_moved(&self, row: u32) -> bool {
        self.was_tried(row) || self.cut || self.handed_off.contains(&row)
    }

    /// Whether this run may have changed the row without it being known: the result of a request was never seen, or was
    /// read too early; the row was left to the portal's import; or the journal lost its record. The current value tells.
    #[must_use]
    pub fn may_have_changed(&self, row: usize) -> bool {
        let may = u32::try_from(row).is_ok_and(|row| self.may_have_moved(row));
        let is_known = matches!(
            self.rows.get(row),
            Some(
                State::Out
                    | State::Ended {
                        end: Outcome::Confirmed | Outcome::Unchanged | Outcome::Conflict { .. },
                        ..
                    }
            )
        );
        may && !is_known
    }

    fn ended_at(&self) -> Option<i64> {
        let at = |state: &State| match state {
            State::Ended { at, .. } => Some(*at),
            _ => None,
        };
        self.rows.iter().filter_map(at).max()
    }
}

/// The run as a report. Who approved its plan is recorded elsewhere.
#[must_use]
pub fn report(info: &RunInfo, machine: &Machine, made: Timestamp) -> RunReport {
    let plan = &machine.plan;
    // Seconds are precise enough for readers.
    let time = |ms: i64| Timestamp::from_second(ms.div_euclid(1_000)).ok();
    let several = plan.is_several();
    let rows: Vec<ReportRow> = plan
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let (outcome, reason) = row_result(machine, at);
            ReportRow {
                line: row.line,
                email: row.email.clone(),
                name: row.name.clone(),
                account: row.account.clone(),
                what: several.then(|| {
                    row.facet
                        .kind
                        .what(&row.facet.of, &|id| plan.name_of(row.facet.kind, id))
                }),
                before: plan.before_name(row),
                after: row
                    .to
                    .as_ref()
                    .filter(|_| row.verdict.is_change())
                    .map(|to| plan.value_name(&row.facet, to)),
                outcome,
                reason: match (reason, &row.change_reason) {
                    (said, None) => said,
                    (said, Some(wanted)) if said.is_empty() => wanted.clone(),
                    (said, Some(wanted)) => format!("{said}; wanted: {wanted}"),
                },
            }
        })
        .collect();
    let done = (0..rows.len())
        .filter(|at| machine.was_changed(*at))
        .count();
    let in_part = rows.iter().filter(|row| row.outcome == RowOutcome::InPart);
    let in_part = match in_part.count() as u64 {
        0 => String::new(),
        some => format!("; {} in part", grouped(some)),
    };
    let (done, changes) = (grouped(done as u64), plan.changes_in_words());
    let summary = match &plan.kind {
        Kind::Set { facet, to } => {
            let name = |id: &str| plan.name_of(facet.kind, id);
            format!(
                "{done} of {changes} {}{in_part}.",
                facet.kind.done(&facet.of, to, &name)
            )
        }
        Kind::Several { title } => format!("{title}: {done} of {changes} done{in_part}."),
        Kind::Undo { run } => {
            format!("Undo of run {run}: {done} of {changes} done{in_part}.")
        }
    };
    let settled = machine.is_settled();
    RunReport {
        run: info.id.clone(),
        kind: match &plan.kind {
            Kind::Set { facet, .. } => capital(facet.kind.noun_of_change()),
            Kind::Several { title } => title.clone(),
            Kind::Undo { .. } => match plan.kinds().as_slice() {
                [kind] => format!("Undo of a {}", kind.noun_of_change()),
                _ => "Undo of a run".to_owned(),
            },
        },
        summary,
        org: plan.org.clone(),
        org_name: plan.known_org_name().map(str::to_owned),
        started: time(info.began).unwrap_or(plan.made),
        ended: settled
            .then(|| machine.ended_at().unwrap_or(info.began))
            .and_then(time),
        made,
        base_sync: plan.base.synced,
        verified: machine.last_read.and_then(time),
        facts: facts(info, machine),
        coverage: plan.coverage(|at| machine.was_changed(at)),
        reason: plan.reason.clone(),
        ticket: plan.ticket.clone(),
        approved_by: None,
        rows,
        notes: notes(info, machine),
    }
}

fn facts(info: &RunInfo, machine: &Machine) -> Vec<(String, String)> {
    let plan = &machine.plan;
    let settings = &machine.settings;
    let mut facts = made_by(info, plan);
    facts.extend([
        ("Source".to_owned(), plan.origin.what.clone()),
        ("Plan created".to_owned(), shown_time(plan.made)),
        ("Created with".to_owned(), format!("atlctl {}", plan.tool)),
    ]);
    if let Some(until) = plan.until {
        let until = shown_time(until);
        facts.push(("Until".to_owned(), until));
    }
    if let (Some(from), Kind::Set { facet, .. }) = (&plan.from, &plan.kind) {
        facts.push(("Only from".to_owned(), plan.value_name(facet, from)));
    }
    if plan.origin.problems > 0 {
        facts.push((
            "Rows left out".to_owned(),
            format!("{} that could not be used", grouped(plan.origin.problems)),
        ));
    }
    if plan.origin.folded > 0 {
        facts.push((
            "Duplicate rows merged".to_owned(),
            grouped(plan.origin.folded),
        ));
    }
    for (word, count) in plan.counts() {
        facts.push((
            format!("Planned: {}", shown_verdict(word)),
            grouped(count as u64),
        ));
    }
    facts.push((
        "Calls".to_owned(),
        format!(
            "{} of up to {}, {} at a time",
            grouped(machine.calls.len() as u64),
            counted(settings.batch as u64, "row", "rows"),
            settings.at_once
        ),
    ));
    facts.push((
        "Failures that stop the run".to_owned(),
        settings.max_failures.to_string(),
    ));
    facts
}

/// Who made the plan, started the run and resumed it.
fn made_by(info: &RunInfo, plan: &Plan) -> Vec<(String, String)> {
    let planned = plan.actor.iter().map(|actor| ("Planned by", actor));
    let words = ["Run by"]
        .into_iter()
        .chain(std::iter::repeat("Resumed by"));
    let all = planned.chain(words.zip(&info.actors));
    all.map(|(word, actor)| (word.to_owned(), actor.words()))
        .collect()
}

fn notes(info: &RunInfo, machine: &Machine) -> Vec<String> {
    let mut notes = machine.plan.notes.clone();
    let unread: Vec<&str> = machine
        .plan
        .kinds()
        .into_iter()
        .filter(|kind| !machine.plan.base.was_read(*kind))
        .map(|kind| kind.noun())
        .collect();
    if !unread.is_empty() {
        notes.push(capital(&format!(
            "{} before the run come from the mirror; Atlassian did not report them.",
            unread.join(" and ")
        )));
    }
    if let Some(stop) = machine.stopped() {
        notes.push(if machine.is_open() {
            format!("The run stopped early: {stop}.")
        } else {
            capital(&format!("{stop}; nothing was left to be sent."))
        });
    }
    if machine.cut {
        let then = if machine.can_resume() {
            "A resume waits, then reads the current state before it sends anything."
        } else {
            "No row is left open."
        };
        notes.push(format!("The run's journal lost its last lines. {then}"));
    }
    if machine.closed {
        notes.push("The run is closed; unsettled rows stay as they are.".to_owned());
    }
    if machine.handed_off.is_empty() {
        if machine.can_resume() && !info.running {
            notes.push(format!("To continue: atlctl run resume {}", info.id));
        }
    } else if machine.can_resume() {
        notes.push(format!(
            "Files for the portal import contain {}. After the import: atlctl run verify {}",
            people(machine.handed_off.len() as u64),
            info.id
        ));
    }
    notes
}
