//! What the runs of a review's plans did, row by row, and what undos of them gave back.

use atlctl_core::apply::{Machine, RunInfo, Runs, row_result};
use atlctl_core::change::facet::membership::OUT;
use atlctl_core::change::facet::{app_role, platform_role};
use atlctl_core::change::{FacetKind, Target, Value};
use atlctl_core::plan::{self, Kind, Plan, Row, Verdict, row_identity};
use atlctl_core::report::RowOutcome;
use atlctl_core::review::{Act, ActRow, Folder, Planned, Results};
use jiff::Timestamp;

use crate::changes::journal_error;
use crate::error::{CliError, CliResult, Kind as ErrorKind};
use crate::ui::display;

/// What a row changes, whichever name its target has.
type Key = (FacetKind, Target, Vec<String>);

/// A plan of the review, and its runs.
pub(super) struct PlanRuns {
    /// What the review recorded of it.
    pub planned: Planned,
    /// Its runs, oldest first.
    pub runs: Vec<(RunInfo, Machine)>,
    /// The runs that undo one of these, oldest first.
    pub undos: Vec<(RunInfo, Machine)>,
}

/// The runs of a plan. None is unfinished.
///
/// # Errors
/// When one is, or cannot be read.
pub(super) fn runs_of(runs: &Runs, planned: Planned) -> CliResult<PlanRuns> {
    let mut ids = runs
        .begun_with(&planned.checksum)
        .map_err(|error| journal_error(&error))?;
    ids.reverse();
    let mut found = Vec::new();
    for id in ids {
        let read = runs.inspect(&id).map_err(|error| journal_error(&error))?;
        let Some((info, machine)) = read else {
            continue;
        };
        if info.running || machine.can_resume() {
            let of = format!("of {}", display(&planned.plan));
            return Err(unfinished(&info, &machine, &of));
        }
        found.push((info, machine));
    }
    let undos = undos_of(runs, &found)?;
    Ok(PlanRuns {
        planned,
        runs: found,
        undos,
    })
}

/// The runs that undo one of these, or undo such an undo; oldest first.
fn undos_of(runs: &Runs, done: &[(RunInfo, Machine)]) -> CliResult<Vec<(RunInfo, Machine)>> {
    let Some(first) = done.first().map(|(info, _)| info.id.clone()) else {
        return Ok(Vec::new());
    };
    let mut ids = runs.ids().map_err(|error| journal_error(&error))?;
    if let Some(at) = ids.iter().position(|id| *id == first) {
        ids.truncate(at);
    }
    let mut known: Vec<String> = done.iter().map(|(info, _)| info.id.clone()).collect();
    let mut found = Vec::new();
    // They are newest first.
    for id in ids.into_iter().rev() {
        // A run that cannot be read proves nothing.
        let Ok(Some((info, machine))) = runs.inspect(&id) else {
            continue;
        };
        let Kind::Undo { run } = &machine.plan().kind else {
            continue;
        };
        // Of several runs, it names the first and the last: which rows it gives back is in its rows.
        if !known.contains(run) && !run.contains(' ') {
            continue;
        }
        if info.running || machine.can_resume() {
            return Err(unfinished(
                &info,
                &machine,
                &format!("to undo {}", display(run)),
            ));
        }
        known.push(id);
        found.push((info, machine));
    }
    Ok(found)
}

fn unfinished(info: &RunInfo, machine: &Machine, what: &str) -> CliError {
    let id = &info.id;
    let said = CliError::new(
        ErrorKind::Refused,
        format!("run {id} {what} is not finished"),
    );
    if info.running {
        return said.hint("wait until it finishes");
    }
    if machine.was_handed_off() {
        return said.hint(format!("check the portal's import: atlctl run verify {id}"));
    }
    said.hint(format!("resume it: atlctl run resume {id}"))
        .hint(format!("or end it: atlctl run close {id}"))
}

/// The result of each row of the review.
///
/// # Errors
/// When a plan cannot be read.
pub(super) fn results(folder: &Folder, plans: &[PlanRuns]) -> CliResult<Results> {
    let mut acts: Vec<(i64, Act<Key>)> = Vec::new();
    for (at, one) in plans.iter().enumerate() {
        for (info, machine) in &one.runs {
            acts.push((info.began, act(Some(at), info, machine)));
        }
        for (info, machine) in &one.undos {
            acts.push((info.began, act(None, info, machine)));
        }
        if one.runs.is_empty() {
            let plan = plan_of(folder, &one.planned)?;
            acts.push((plan.made.as_millisecond(), not_applied(at, &plan)));
        }
    }
    acts.sort_by_key(|(at, _)| *at);
    let acts: Vec<Act<Key>> = acts.into_iter().map(|(_, act)| act).collect();
    Ok(Results::of(&acts))
}

fn act(plan: Option<usize>, info: &RunInfo, machine: &Machine) -> Act<Key> {
    let rows = machine.plan().rows.iter().enumerate();
    Act {
        plan,
        run: Some(info.id.clone()),
        rows: rows
            .map(|(at, row)| {
                let (outcome, why) = row_result(machine, at);
                act_row(row, outcome, why)
            })
            .collect(),
    }
}

/// A plan that no run applied.
fn not_applied(at: usize, plan: &Plan) -> Act<Key> {
    Act {
        plan: Some(at),
        run: None,
        rows: plan
            .rows
            .iter()
            .map(|row| {
                let outcome = match &row.verdict {
                    Verdict::Already => RowOutcome::Unchanged,
                    verdict if verdict.is_change() => RowOutcome::Open,
                    _ => RowOutcome::Refused,
                };
                act_row(row, outcome, row.reason())
            })
            .collect(),
    }
}

fn act_row(row: &Row, outcome: RowOutcome, why: String) -> ActRow<Key> {
    let out = !row.verdict.is_change() && row.verdict != Verdict::Already;
    ActRow {
        key: row_identity(row),
        review_rows: row.review_rows.clone(),
        is_change: row.verdict.is_change(),
        takes: row.to.as_ref().is_some_and(is_away),
        // What the plan leaves out is refused, whatever the reason.
        outcome: match out {
            true => RowOutcome::Refused,
            false => outcome,
        },
        why,
    }
}

/// Whether this is the value of somebody who does not have an access.
fn is_away(to: &Value) -> bool {
    [OUT, app_role::NOT_HELD, platform_role::NOT_HELD]
        .into_iter()
        .any(|away| *to == Value::from(away))
}

fn plan_of(folder: &Folder, planned: &Planned) -> CliResult<Plan> {
    let content = folder.content(&planned.plan)?;
    let text = String::from_utf8_lossy(&content);
    let (plan, _) = plan::from_text(&text).map_err(|error| {
        let path = folder.dir().join(&planned.plan);
        let shown = display(&path.to_string_lossy());
        CliError::failed(format!("cannot use {shown}")).cause(&error)
    })?;
    Ok(plan)
}

/// When a run started.
pub(super) fn began(info: &RunInfo) -> Option<Timestamp> {
    Timestamp::from_millisecond(info.began).ok()
}
