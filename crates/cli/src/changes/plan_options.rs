//! The options of every command that makes a plan.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::approvals::check_needs_no_approval;
use super::irreversible::ConfirmOption;
use super::notify::Notify;
use super::plan_table::{Shown, check_plan};
use super::until_option::check_until;
use super::{
    ChangeLimits, HandoffOptions, RunOptions, check_different_files, check_new_file, check_results,
};
use crate::context::Context;
use crate::error::CliResult;

/// What is to be done with a plan.
#[derive(Debug, Args)]
#[command(next_help_heading = "Plan")]
pub struct PlanOptions {
    /// Save the plan to FILE without applying it
    ///
    /// To apply it later: atlctl apply FILE
    #[arg(long, value_name = "FILE", conflicts_with = "yes")]
    pub(super) plan: Option<PathBuf>,
    /// Show the plan without applying it
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
    /// Show the plan without applying it; exit with 6 if it has changes
    #[arg(long, conflicts_with = "yes")]
    pub(super) exit_code: bool,
    /// Simulate the run locally; changes nothing
    ///
    /// Simulates the whole run from the mirror, and never prompts.
    #[arg(long, conflicts_with_all = ["yes", "plan", "dry_run", "exit_code"])]
    pub(super) rehearse: bool,
    /// Say for each row why it is in the plan or not
    #[arg(long)]
    pub(super) explain: bool,
    #[command(flatten)]
    pub bounds: ChangeLimits,
    #[command(flatten)]
    pub confirm: ConfirmOption,
    /// Write the result of each row to FILE, as CSV that --csv can read
    #[arg(long, value_name = "FILE")]
    pub(super) results: Option<PathBuf>,
    /// Reason for the change, kept with the plan
    ///
    /// Kept in the plan, in the run and in its results.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Ticket or request ID, kept with the plan
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Change only until this date or time
    ///
    /// A date means its beginning, in UTC. Changes do not expire by themselves: run `atlctl run expire` daily.
    #[arg(long, value_name = "DATE", value_parser = crate::duration::end)]
    pub until: Option<Timestamp>,
    #[command(flatten)]
    pub(super) handoff: HandoffOptions,
    /// Overwrite existing files
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub(super) pace: RunOptions,
}

impl PlanOptions {
    /// Refuses paths at which something stands or that cannot be written, one path for two files, and columns that
    /// are not there, before anything is done.
    ///
    /// # Errors
    /// When something does, or one is not.
    pub fn check(&self, context: &Context, problems: Option<&Path>) -> CliResult<()> {
        if !self.only_plans() && !self.rehearse {
            context.check_writable()?;
            check_needs_no_approval(context)?;
            Notify::of(context, &self.pace.notify)?;
        }
        check_until(context, self.until)?;
        check_different_files(&[
            ("--plan", self.plan.as_deref()),
            ("--results", self.results.as_deref()),
            ("--problems", problems),
        ])?;
        self.handoff.check()?;
        check_new_file(self.plan.as_deref(), self.force)?;
        check_new_file(self.results.as_deref(), self.force)?;
        if context.global.yes || self.rehearse {
            check_results(context)
        } else if self.only_plans() || !context.ui.can_ask() {
            check_plan(context, self.explain)
        } else {
            Ok(())
        }
    }

    /// How the plan is printed.
    pub(super) fn shown(&self) -> Shown {
        Shown {
            explain: self.explain,
            ..Shown::default()
        }
    }

    pub(super) fn only_plans(&self) -> bool {
        self.plan.is_some() || self.dry_run || self.exit_code
    }
}
