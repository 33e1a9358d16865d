//! `atlctl run resume`.

use std::path::PathBuf;

use atlctl_core::apply::Run;
use atlctl_core::number::people;
use atlctl_core::plan::FORMAT;
use atlctl_core::shown_time::shown_time;
use clap::Args;
use jiff::{SignedDuration, Timestamp};

use crate::changes::{
    NotifyOptions, check_new_file, check_results, check_run_approved, confirm_action,
    current_names, end_in_words, exit, journal_error, print_results, resume_run, review_of_run,
    runs, save_results, signed_in, warn_of_unfinished_except,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Resume an interrupted run
///
/// First asks Atlassian about requests with an unknown outcome, once they can no longer be in progress. Then reads
/// everyone who has not been changed yet, and skips people who were changed by someone else, are now protected, or were
/// suspended or deactivated since, as of the last sync. Never repeats a completed change. If the profile names approvers,
/// one of them must have approved the plan.
///
/// Asks for confirmation when the run started more than a day ago; --yes skips the question.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run resume last")]
pub struct Resume {
    /// Run ID, or `last` for the latest run that can be resumed (else the newest run)
    #[arg(value_name = "RUN")]
    run: String,
    /// Write the result of each row to FILE, as CSV
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    notify: NotifyOptions,
}

/// Resumes a run.
///
/// # Errors
/// When there is no such run, another program has it, or Atlassian fails.
pub fn run(context: &Context, args: &Resume) -> CliResult {
    check_new_file(args.results.as_deref(), args.force)?;
    check_results(context)?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find_open(&args.run)
        .map_err(|error| journal_error(&error))?;
    let mut run = runs.open(&id).map_err(|error| journal_error(&error))?;
    if run.machine.is_closed() && run.machine.is_open() {
        return Err(CliError::new(
            Kind::Refused,
            format!("run {id} is closed and cannot be resumed"),
        )
        .hint(format!(
            "see who was not moved: atlctl run show {id}; to move them, make a new plan"
        )));
    }
    if !run.machine.can_resume() {
        run.machine.use_current_names(current_names(context));
        context.ui.status(format!("Run {id} is finished."));
        warn_of_unfinished_except(context, &org, Some(&id))?;
        if let Some(path) = &args.results {
            save_results(context, Some(&run.info), &run.machine, path, args.force)?;
        }
        print_results(context, Some(&run.info), &run.machine)?;
        return Ok(exit(&run.machine));
    }
    let plan = run.machine.plan();
    if plan.format < FORMAT {
        return Err(CliError::new(
            Kind::Refused,
            format!(
                "run {id} was started by atlctl {}, in an older format",
                plan.tool
            ),
        )
        .hint(format!(
            "resume it with atlctl {}, or close it and make a new plan: atlctl run close {id}",
            plan.tool
        )));
    }
    context.check_writable()?;
    let plan = run.machine.plan();
    review_of_run(context, &org, plan, &run.info.plan).map_err(|unfit| {
        let why = unfit.why();
        CliError::new(Kind::Refused, format!("run {id} cannot be resumed: {why}"))
            .hint(format!("close it: atlctl run close {id}"))
            .hint(unfit.next().to_owned())
    })?;
    if let Some(until) = plan.until.filter(|until| *until <= context.now()) {
        return Err(CliError::new(
            Kind::Refused,
            format!(
                "run {id} cannot be resumed: its changes were to end {}",
                end_in_words(until)
            ),
        )
        .hint(format!("close it: atlctl run close {id}"))
        .hint("undo its changes: atlctl run expire"));
    }
    check_run_approved(context, &org, (&id, &run.info.plan), plan)?;
    if run.machine.is_cut_short() {
        context.ui.warning(format!(
            "the journal of run {id} lost its last lines; atlctl reads everyone whom it may have changed before it sends anything"
        ));
    }
    still_wanted(context, &run)?;
    let signed = signed_in(context)?;
    resume_run(
        context,
        &signed,
        &org,
        run,
        (args.results.as_deref(), args.force),
        &args.notify,
    )
}

/// The age up to which a run resumes without a question: the same as for applying a plan.
const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Asks whether an old run is still wanted. (With a clock that was set back, the age is unknown.)
///
/// # Errors
/// When the answer is no, or there is no terminal to ask at.
fn still_wanted(context: &Context, run: &Run) -> CliResult<()> {
    let (id, began) = (&run.info.id, Timestamp::from_millisecond(run.info.began));
    let age = began
        .as_ref()
        .map(|began| context.now().duration_since(*began));
    if age.is_ok_and(|age| age.abs() <= LIFE) {
        return Ok(());
    }
    let when = began.map_or_else(|_| "at an unknown time".to_owned(), shown_time);
    let tally = run.machine.tally();
    let open = tally.changes.saturating_sub(tally.there);
    context.ui.status(format!(
        "Run {id} started {when}, more than a day ago; {} may still be moved.",
        people(open)
    ));
    confirm_action(
        context,
        "Resume it?",
        format!("confirmation required: run {id} started more than a day ago"),
        &format!("close it with atlctl run close {id}, or resume it: atlctl run resume {id}"),
    )
}
