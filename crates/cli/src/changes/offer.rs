//! A plan is made: show it, keep it, ask, apply it.

use std::path::{Path, PathBuf};

use atlctl_api::OrgId;
use atlctl_core::number::{grouped, people};
use atlctl_core::plan::{self, Bound, Plan};
use clap::Args;

use super::guards::not_by_printing;
use super::results::{not_written, of_nothing, save_results};
use super::show::{check_plan, sample_text};
use super::{
    Pace, SignedIn, apart, apply, check_results, fresh, print_plan, print_results, rehearse, save,
    summary, tell_open,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::options::Format;
use crate::suggest;
use crate::ui::display;

/// How much may be changed at once.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Plan")]
pub struct Bounds {
    /// At most so many changes, or this share of the managed accounts [default: the profile's; else 500 or 10%,
    /// whichever is smaller, and never less than 25]
    #[arg(long, value_name = "N|P%")]
    pub max_changes: Option<Bound>,
    /// At most so many members of any one group, or this share of them [default: the profile's; else no limit]
    #[arg(long, value_name = "N|P%")]
    pub max_group_changes: Option<Bound>,
}

/// What is to be done with a plan.
#[derive(Debug, Args)]
#[command(next_help_heading = "Plan")]
pub struct Offer {
    /// Save the plan to FILE without applying it; apply it later: atlctl apply FILE
    #[arg(long, value_name = "FILE", conflicts_with = "yes")]
    plan: Option<PathBuf>,
    /// Only show the plan
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Only show the plan, and exit with 6 when there are changes to be made
    #[arg(long, conflicts_with = "yes")]
    exit_code: bool,
    /// Simulate the whole run locally from the mirror; never prompts, changes nothing
    #[arg(long, conflicts_with_all = ["yes", "plan", "dry_run", "exit_code"])]
    rehearse: bool,
    #[command(flatten)]
    pub bounds: Bounds,
    /// Write the result of each row to this file, as CSV; it can be fed back in with --csv
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pace: Pace,
}

impl Offer {
    /// Refuses paths at which something stands or that cannot be written, one path for two files, and columns that
    /// are not there, before anything is done.
    ///
    /// # Errors
    /// When something does, or one is not.
    pub fn check(&self, context: &Context, problems: Option<&Path>) -> CliResult<()> {
        apart(&[
            ("--plan", self.plan.as_deref()),
            ("--results", self.results.as_deref()),
            ("--problems", problems),
        ])?;
        fresh(self.plan.as_deref(), self.force)?;
        fresh(self.results.as_deref(), self.force)?;
        if context.global.yes || self.rehearse {
            check_results(context)
        } else if self.only_plans() || !context.ui.can_ask() {
            check_plan(context)
        } else {
            Ok(())
        }
    }

    fn only_plans(&self) -> bool {
        self.plan.is_some() || self.dry_run || self.exit_code
    }
}

/// Shows a plan, and does with it what was asked for, where it is `allowed`. Whoever is to judge whether so many are
/// wanted sees them first.
///
/// # Errors
/// When it is not allowed, not applied because nobody agreed, or when applying it fails.
pub fn offer(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    plan: Plan,
    args: &Offer,
    allowed: CliResult<()>,
) -> CliResult {
    let ui = &context.ui;
    ui.status(summary(context, &plan));
    some_known(context, &plan, args)?;
    if let Err(refused) = allowed {
        if !context.global.yes && !args.rehearse {
            print_plan(context, &plan, false)?;
        }
        return Err(refused);
    }
    if plan.changes() > 0 {
        tell_open(context, org, &plan)?;
    }
    let changes = plan.changes();
    if args.only_plans() {
        // Kept before it is printed: stdout may be full, the plan is not lost by it.
        let kept = match &args.plan {
            Some(path) => {
                let (text, checksum) = plan::to_text(&plan)
                    .map_err(|error| CliError::failed("cannot write the plan").cause(&error))?;
                save(path, &text, args.force)?;
                Some((path, checksum))
            }
            None => None,
        };
        print_plan(context, &plan, false)?;
        if let Some((path, checksum)) = kept {
            let shown = display(&path.to_string_lossy());
            ui.status(format!(
                "Nothing was changed. The plan is in {shown}; its checksum is {checksum}."
            ));
            if changes > 0 {
                let apply = suggest::command(&["apply", &path.to_string_lossy()]);
                ui.hint(format!("apply it within a day: {apply}"));
            }
        }
        not_written(context, args.results.as_deref());
        if changes == 0 {
            ui.status("Nothing to change.");
        }
        let exit = if args.exit_code && changes > 0 {
            Exit::Pending
        } else {
            Exit::Done
        };
        return Ok(told_of_slips(context, &plan, exit));
    }
    if changes == 0 {
        // Who applies at once gets results, whether there were changes or not: a program reads the same columns.
        let global = &context.global;
        let sampled = global.output.unwrap_or(Format::Table) == Format::Table
            && global.columns.is_empty()
            && global.sort.is_none();
        let results = global.yes && !sampled;
        if !results {
            print_plan(context, &plan, false)?;
        }
        return nothing_to_change(context, plan, args.results.as_deref(), args.force, results);
    }
    if args.rehearse {
        return rehearse(context, org, &plan, &args.pace, args.results.as_deref());
    }
    not_by_printing(context, changes)?;
    if !context.global.yes && !ui.can_ask() {
        print_plan(context, &plan, false)?;
    }
    agreed(
        context,
        &plan,
        "apply it at once with --yes, or keep it with --plan FILE",
    )?;
    apply(
        context,
        signed,
        org,
        plan,
        &args.pace,
        args.results.as_deref(),
        args.force,
    )
}

/// Asks whether the plan is to be applied, unless `--yes` says so already. `otherwise`: what to run where nobody can be
/// asked.
///
/// # Errors
/// When nobody agrees.
pub fn agreed(context: &Context, plan: &Plan, otherwise: &str) -> CliResult<()> {
    let ui = &context.ui;
    if context.global.yes {
        return Ok(());
    }
    let people = people(plan.changes() as u64);
    if !ui.can_ask() {
        return Err(CliError::new(
            Kind::Refused,
            format!("confirmation required: {people} would change"),
        )
        .hint(otherwise));
    }
    check_results(context)?;
    ui.status(format!("\n{}\n", sample_text(context, plan)?));
    if ui.confirm(&format!("Change {people}?"))? {
        Ok(())
    } else {
        Err(CliError::new(Kind::Cancelled, "nothing changed"))
    }
}

/// Ends what has nothing to change: with results all the same, where they are asked for.
///
/// # Errors
/// When they cannot be written.
pub fn nothing_to_change(
    context: &Context,
    plan: Plan,
    results: Option<&Path>,
    force: bool,
    print: bool,
) -> CliResult {
    let machine = of_nothing(plan);
    let exit = told_of_slips(context, machine.plan(), Exit::Done);
    if let Some(path) = results {
        save_results(context, None, &machine, path, force)?;
    }
    if print {
        print_results(context, None, &machine)?;
    }
    context.ui.status("Nothing to change.");
    Ok(exit)
}

/// Refuses a list of which nobody is known: it is a wrong file, a wrong organization or an old mirror.
fn some_known(context: &Context, plan: &Plan, args: &Offer) -> CliResult<()> {
    let slips = plan.slips();
    if slips == 0 || slips < plan.rows.len() {
        return Ok(());
    }
    let results = context.global.yes || args.rehearse;
    if !results {
        print_plan(context, plan, false)?;
    }
    let what = match slips {
        1 => "the person named is not known".to_owned(),
        _ => format!("none of the {} named is known", people(slips as u64)),
    };
    let error = CliError::usage(what);
    // Where results would be printed there are none.
    let shown = plan.rows.iter().filter(|_| results).take(SHOWN);
    let error = shown.fold(error, |error, row| {
        let name = row.email.as_deref().or(row.account.as_deref());
        let why = row.verdict.reason();
        error.because(display(&format!("{} {why}", name.unwrap_or("?"))))
    });
    Err(error.hint(SYNC))
}

/// People who are named in an error, at most.
const SHOWN: usize = 5;

/// What helps when somebody is not known.
const SYNC: &str = "if they are new, mirror them first: atlctl sync";

/// The exit code of a plan in which somebody who was named is not known: never that all is well.
pub fn told_of_slips(context: &Context, plan: &Plan, exit: Exit) -> Exit {
    let slips = plan.slips() as u64;
    if slips == 0 {
        return exit;
    }
    let names = plan.rows.iter().filter(|row| row.verdict.is_slip());
    let names = names.filter_map(|row| row.email.as_deref().or(row.account.as_deref()));
    let first: Vec<String> = names.take(3).map(display).collect();
    let more = if slips > 3 { ", …" } else { "" };
    let of = people(plan.rows.len() as u64);
    let are = if slips == 1 { "is" } else { "are" };
    context.ui.warning(format!(
        "{} of {of} named {are} not known: {}{more}",
        grouped(slips),
        first.join(", ")
    ));
    context.ui.hint(SYNC);
    match exit {
        Exit::Done | Exit::Pending => Exit::Partly,
        exit => exit,
    }
}
