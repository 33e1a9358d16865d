//! `atlctl review close`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use atlctl_core::apply::{Machine, RunInfo, Runs, report};
use atlctl_core::number::counted;
use atlctl_core::report::{RowOutcome, run_page};
use atlctl_core::review::{
    About, Closed, ClosedRun, FileEntry, Folder, NewFile, Planned, Verified,
};
use clap::Args;

use super::access_now::ByNow;
use super::csv_lists;
use super::evidence::{local_actor, open_unclosed, step, step_added};
use super::outcomes::{Ended, said_closed};
use super::returned_lists::came_in;
use super::run_results::{PlanRuns, began, results, runs_of};
use crate::changes::{counts, counts_text, current_names, recorded_approval, results_csv, runs};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::same_command::hint_to_add;
use crate::ui::display;

/// Close a review and add the run's results to its evidence
///
/// For each plan of the review, adds what its run did: the result of each row (CSV), the run's page (HTML) and its
/// journal, including runs that undid it. `results.csv` says for each row of the review whether each removal was made
/// and whether each kept access still exists. Run `atlctl sync` first, so that kept access is checked against current
/// data. A closed review
/// accepts no more decisions, and its plans can no longer be applied. Sends nothing.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl review close access-review-2026-11-24
  atlctl review close q4 --without-run")]
pub struct Close {
    /// Folder of the review
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Close the review even if no plan was made or applied
    #[arg(long)]
    without_run: bool,
}

/// The file with the result of each row.
const RESULTS: &str = "results.csv";

/// Closes the review.
///
/// # Errors
/// When the folder was changed, a run is not finished, or a plan was not applied.
pub fn run(context: &Context, args: &Close) -> CliResult {
    let (mut folder, started, verified) = open_unclosed(context, &args.dir)?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let dir = args.dir.to_string_lossy();
    check_lists(&verified, &dir)?;
    let plans: Vec<Planned> = folder.manifest.plans().cloned().collect();
    if plans.is_empty() && !args.without_run {
        return Err(CliError::new(
            Kind::Refused,
            "the review has no plan: no decision was read",
        )
        .hint(format!(
            "read them: {}",
            hint_commands::command(&["review", "plan", &dir])
        ))
        .hint(hint_to_add("or close it without a plan", "--without-run")));
    }
    let rows = folder.rows()?;
    let came = came_in(context, &folder, &rows, &[], None)?;
    let undecided = started.reviewers.iter().map(|one| one.rows).sum();
    let mut closed = of_last_plan(plans.last(), undecided);
    let mut of_plans = Vec::with_capacity(plans.len());
    for planned in plans {
        of_plans.push(runs_of(&runs, planned)?);
    }
    let not_run = of_plans.last().filter(|last| last.runs.is_empty());
    if let Some(last) = not_run
        && last.planned.changes > 0
        && !args.without_run
    {
        return Err(not_applied(&folder, &last.planned));
    }
    let mut files = Vec::new();
    for one in &mut of_plans {
        of_plan(context, &runs, one, &mut files, &mut closed.runs)?;
    }
    let results = results(&folder, &of_plans)?;
    let mut ended = Ended::of(&rows, &came.answers, &results);
    let by_now = ByNow::open(context, &started);
    by_now.look(&started, &rows, &mut ended.results)?;
    closed.mirror = by_now.freshness(context, &started)?;
    ended.count_into(&mut closed);
    let content = csv_lists::ended(context, &rows, &came.answers, &ended.results)?;
    files.push(NewFile::new(RESULTS, content));
    let mut approvals = Vec::new();
    for path in &verified.pending {
        approvals.push(FileEntry::of(path, &folder.content(path)?));
    }
    let summary = format!(
        "Closed the access review {}: {}.",
        display(&started.id),
        said_closed(&closed)
    );
    let changed =
        |run: &ClosedRun| !run.undo && run.outcomes.contains_key(RowOutcome::Done.as_str());
    let nothing_removed = closed.remove > 0 && !closed.runs.iter().any(changed);
    let step = step(context, local_actor(context)?, About::Close(closed));
    folder.add(&files, approvals, step)?;
    let ui = &context.ui;
    ui.status(summary);
    if nothing_removed {
        ui.status("No run of the review removed anything.");
    }
    step_added(context, &folder);
    ended.warn(context, &rows, &args.dir.join(RESULTS));
    ui.hint(format!(
        "check the evidence at any time: {}",
        hint_commands::command(&["review", "verify", &dir])
    ));
    Ok(Exit::Done)
}

/// The decisions, which are those of the last plan: each is made from all so far.
fn of_last_plan(last: Option<&Planned>, rows: u64) -> Closed {
    Closed {
        keep: last.map_or(0, |last| last.keep),
        remove: last.map_or(0, |last| last.remove),
        undecided: last.map_or(rows, |last| last.undecided),
        unusable: last.map_or(0, |last| last.unusable),
        ..Closed::default()
    }
}

/// Adds the evidence of what the runs of a plan did.
fn of_plan(
    context: &Context,
    runs: &Runs,
    of: &mut PlanRuns,
    files: &mut Vec<NewFile>,
    closed: &mut Vec<ClosedRun>,
) -> CliResult<()> {
    if of.runs.is_empty() {
        closed.push(ClosedRun {
            plan: of.planned.plan.clone(),
            run: None,
            undo: false,
            began: None,
            actors: Vec::new(),
            outcomes: BTreeMap::new(),
        });
    }
    let done = of.runs.iter_mut().map(|run| (false, run));
    for (undo, (info, machine)) in done.chain(of.undos.iter_mut().map(|run| (true, run))) {
        machine.use_current_names(current_names(context));
        // One undo may be of the runs of several plans.
        let is_there = closed
            .iter()
            .any(|known| known.run.as_ref() == Some(&info.id));
        if is_there {
            continue;
        }
        files.extend(evidence(context, runs, info, machine)?);
        context.ui.status(format!(
            "{}: {} {}: {}.",
            display(&of.planned.plan),
            if undo { "undone by run" } else { "run" },
            info.id,
            counts_text(machine)
        ));
        closed.push(closed_run(&of.planned, undo, info, machine));
    }
    Ok(())
}

/// Refuses to close a review while there are lists that no plan read.
fn check_lists(verified: &Verified, dir: &str) -> CliResult<()> {
    let lists = verified.pending.iter();
    let lists: Vec<&String> = lists.filter(|path| path.starts_with("returned/")).collect();
    let Some(first) = lists.first() else {
        return Ok(());
    };
    Err(CliError::new(
        Kind::Refused,
        format!(
            "{} in no plan yet, such as {}",
            if lists.len() == 1 {
                "1 returned list is".to_owned()
            } else {
                format!("{} returned lists are", lists.len())
            },
            display(first)
        ),
    )
    .hint(format!(
        "make a plan from it: {}",
        hint_commands::command(&["review", "plan", dir])
    )))
}

fn not_applied(folder: &Folder, planned: &Planned) -> CliError {
    let path = folder.dir().join(&planned.plan);
    let path = path.to_string_lossy();
    CliError::new(
        Kind::Refused,
        format!(
            "{} was not applied: {}",
            display(&planned.plan),
            counted(planned.changes, "change is left", "changes are left")
        ),
    )
    .hint(format!(
        "apply it: {}",
        hint_commands::command(&["apply", &path])
    ))
    .hint(hint_to_add(
        "or close the review without it",
        "--without-run",
    ))
}

/// The files that prove what a run did.
fn evidence(
    context: &Context,
    runs: &Runs,
    info: &RunInfo,
    machine: &Machine,
) -> CliResult<Vec<NewFile>> {
    let name = format!("results/{}", info.id);
    let path = runs.dir(&info.id).join("journal");
    let journal = std::fs::read(&path).map_err(|error| {
        let shown = display(&path.to_string_lossy());
        CliError::failed(format!("cannot read {shown}")).cause(&error)
    })?;
    let mut made = report(info, machine, context.now());
    made.approved_by = recorded_approval(context, &context.org()?, &info.plan);
    let page = run_page(&made);
    Ok(vec![
        NewFile::new(
            format!("{name}.csv"),
            results_csv(context, Some(info), machine)?,
        ),
        NewFile::new(format!("{name}.html"), page),
        NewFile::new(format!("{name}.journal"), journal),
    ])
}

fn closed_run(planned: &Planned, undo: bool, info: &RunInfo, machine: &Machine) -> ClosedRun {
    let outcomes = counts(machine).into_iter();
    ClosedRun {
        plan: planned.plan.clone(),
        run: Some(info.id.clone()),
        undo,
        began: began(info),
        actors: info.actors.clone(),
        outcomes: outcomes
            .map(|(outcome, count)| (outcome.as_str().to_owned(), count as u64))
            .collect(),
    }
}
