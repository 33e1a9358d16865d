//! A plan is made: show it, keep it, ask, apply it.

use std::path::{Path, PathBuf};

use atlctl_api::{Client, OrgId};
use atlctl_core::plan::{self, Bound, Plan};
use clap::Args;

use super::guards::not_by_printing;
use super::results::{not_written, of_nothing, save_results};
use super::show::{check_plan, sample_text};
use super::{
    Pace, apart, apply, check_results, fresh, print_plan, print_results, save, summary, tell_open,
};
use crate::args::Format;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::suggest;
use crate::ui::display;

/// How much may be changed at once.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Plan")]
pub struct Bounds {
    /// At most so many changes, or this share of the managed accounts [default: the profile's; else 500, or
    /// 10% where that is more, when the plan is made]
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
    /// Keep the plan in this file and change nothing; apply it later: atlctl apply FILE
    #[arg(long, value_name = "FILE", conflicts_with = "yes")]
    plan: Option<PathBuf>,
    /// Only show the plan
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Only show the plan, and exit with 6 when there are changes to be made
    #[arg(long, conflicts_with = "yes")]
    exit_code: bool,
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
        if context.global.yes {
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
    client: &Client,
    org: &OrgId,
    plan: Plan,
    args: &Offer,
    allowed: CliResult<()>,
) -> CliResult {
    let ui = &context.ui;
    ui.status(summary(context, &plan));
    if let Err(refused) = allowed {
        if !context.global.yes {
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
        return Ok(if args.exit_code && changes > 0 {
            Exit::Pending
        } else {
            Exit::Done
        });
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
        client,
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
    let changes = plan.changes();
    let people = if changes == 1 { "person" } else { "people" };
    if !ui.can_ask() {
        return Err(CliError::new(
            Kind::Refused,
            format!("{changes} {people} would be changed, and nobody said yes"),
        )
        .hint(otherwise));
    }
    check_results(context)?;
    ui.status(format!("\n{}\n", sample_text(context, plan)?));
    if ui.confirm(&format!("Change {changes} {people}?"))? {
        Ok(())
    } else {
        Err(CliError::new(Kind::Cancelled, "nothing was changed"))
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
    if let Some(path) = results {
        save_results(context, &machine, path, force)?;
    }
    if print {
        print_results(context, &machine)?;
    }
    context.ui.status("There is nothing to change.");
    Ok(Exit::Done)
}
