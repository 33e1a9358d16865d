//! `atlctl review close`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use atlctl_core::apply::{Machine, RunInfo, Runs, report};
use atlctl_core::number::{counted, grouped};
use atlctl_core::report::run_page;
use atlctl_core::review::{
    About, Closed, ClosedRun, FileEntry, Folder, NewFile, Planned, Verified,
};
use clap::Args;
use jiff::Timestamp;

use super::evidence::{local_actor, open_unclosed, print_hash, step};
use super::problems::said_unusable;
use crate::changes::{
    counts, counts_text, journal_error, later_names, recorded_approval, results_csv, runs,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::same_command::hint_to_add;
use crate::suggest;
use crate::ui::display;

/// Close a review and add the run's results to its evidence
///
/// For each plan of the review, adds what its run did: the result of each row (CSV), the run's page (HTML) and its
/// journal. A closed review accepts no more decisions. Sends nothing.
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

/// Closes the review.
///
/// # Errors
/// When the folder was changed, a run is not finished, or a plan was not applied.
pub fn run(context: &Context, args: &Close) -> CliResult {
    let (mut folder, started, verified) = open_unclosed(&args.dir)?;
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
            suggest::command(&["review", "plan", &dir])
        ))
        .hint(hint_to_add("or close it without a plan", "--without-run")));
    }
    let mut files = Vec::new();
    let mut closed = Closed {
        runs: Vec::new(),
        keep: 0,
        remove: 0,
        undecided: started.reviewers.iter().map(|one| one.rows).sum(),
        unusable: 0,
    };
    for (at, planned) in plans.iter().enumerate() {
        // A plan is made from all decisions, so it takes the place of an earlier one.
        let is_last = at + 1 == plans.len();
        (closed.keep, closed.remove) = (planned.keep, planned.remove);
        (closed.undecided, closed.unusable) = (planned.undecided, planned.unusable);
        let found = finished(&runs, planned)?;
        if found.is_empty() {
            if is_last && planned.changes > 0 && !args.without_run {
                return Err(not_applied(&folder, planned));
            }
            closed.runs.push(ClosedRun {
                plan: planned.plan.clone(),
                run: None,
                began: None,
                actors: Vec::new(),
                outcomes: BTreeMap::new(),
            });
        }
        for (info, mut machine) in found {
            machine.name_later(later_names(context));
            files.extend(evidence(context, &runs, &info, &machine)?);
            context.ui.status(format!(
                "{}: run {}: {}.",
                display(&planned.plan),
                info.id,
                counts_text(&machine)
            ));
            closed.runs.push(closed_run(planned, &info, &machine));
        }
    }
    let mut approvals = Vec::new();
    for path in &verified.pending {
        approvals.push(FileEntry::of(path, &folder.content(path)?));
    }
    let summary = format!(
        "Closed the access review {}: {} kept, {} to remove, {} undecided{}.",
        display(&started.id),
        grouped(closed.keep),
        grouped(closed.remove),
        grouped(closed.undecided),
        said_unusable(closed.unusable).map_or_else(String::new, |said| format!(" ({said})"))
    );
    let step = step(context, local_actor(context)?, About::Close(closed));
    folder.add(&files, approvals, step)?;
    context.ui.status(summary);
    print_hash(context, &folder);
    context.ui.hint(format!(
        "check the evidence at any time: {}",
        suggest::command(&["review", "verify", &dir])
    ));
    Ok(Exit::Done)
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
        suggest::command(&["review", "plan", dir])
    )))
}

/// The runs of a plan, oldest first.
fn finished(runs: &Runs, planned: &Planned) -> CliResult<Vec<(RunInfo, Machine)>> {
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
            return Err(CliError::new(
                Kind::Refused,
                format!("run {id} of {} is not finished", display(&planned.plan)),
            )
            .hint(format!("resume it: atlctl run resume {id}"))
            .hint(format!("or end it: atlctl run close {id}")));
        }
        found.push((info, machine));
    }
    Ok(found)
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
    .hint(format!("apply it: {}", suggest::command(&["apply", &path])))
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

fn closed_run(planned: &Planned, info: &RunInfo, machine: &Machine) -> ClosedRun {
    let outcomes = counts(machine).into_iter();
    ClosedRun {
        plan: planned.plan.clone(),
        run: Some(info.id.clone()),
        began: Timestamp::from_millisecond(info.began).ok(),
        actors: info.actors.clone(),
        outcomes: outcomes
            .map(|(outcome, count)| (outcome.as_str().to_owned(), count as u64))
            .collect(),
    }
}
