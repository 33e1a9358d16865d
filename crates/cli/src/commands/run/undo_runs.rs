//! The way back of several runs, as one plan: what `run restore` and `run expire` share.

use std::collections::HashSet;

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo, row_result};
use atlctl_core::change::{FacetKind, Risk};
use atlctl_core::number::counted;
use atlctl_core::plan::{
    Include, Origin, PastRun, Plan, Row, RowIdentity, Verdict, WayBack, row_identity,
};
use atlctl_core::report::RowOutcome;
use jiff::Timestamp;

use crate::changes::{
    DecidedBack, PlanOptions, Returning, back_for_good, confirm_and_apply, decide_back, limit,
    plan_back, retain_seen, signed_in, wanted_back,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};

/// Runs of which rows are to be taken back together.
pub(super) struct SeveralRuns<'a> {
    /// The runs, the oldest first.
    pub(super) runs: Vec<&'a (RunInfo, Machine)>,
    /// The same, with the rows to take back; others between and after them say whether groups were deleted or created again.
    pub(super) past: Vec<PastRun<'a>>,
    /// Where the rows come from, in words, by the IDs of the runs.
    pub(super) what: &'a dyn Fn(&[&str]) -> String,
    /// What an earlier way back could not take back: left out while that is still so.
    pub(super) given_up: HashSet<RowIdentity>,
    /// Whether what could not be undone for a person as they are now is left, unless it is confirmed: the rest is taken
    /// back all the same.
    pub(super) leaves_final: bool,
    /// Notes for the reader, before those that every way back has.
    pub(super) notes: Vec<String>,
}

impl SeveralRuns<'_> {
    /// Plans the way back, and takes it.
    ///
    /// # Errors
    /// When nobody agrees, or Atlassian fails.
    pub(super) fn take_back(
        self,
        context: &Context,
        org: &OrgId,
        protected: &ProtectedGroups,
        options: &PlanOptions,
    ) -> CliResult {
        let signed = signed_in(context)?;
        let mirror = context.mirror_without_header()?;
        let kinds = kinds(&self.past);
        let way_back = WayBack::of_runs(Some(&mirror), self.past)?;
        let wanted = wanted_back(context, &signed, org, way_back)?;
        let include = protected.add_to(Include::ALL);
        let DecidedBack {
            mut rows,
            read,
            notes: of_admins,
        } = decide_back(context, &signed, org, &mirror, &wanted, include)?;
        let machines: Vec<&Machine> = self.runs.iter().map(|(_, machine)| machine).collect();
        retain_seen(&mut rows, &machines);
        if self.leaves_final && context.global.yes && options.confirm.confirm.is_none() {
            leave_final(&mut rows);
        }
        let first = self.runs.first().map(|(info, _)| info.id.as_str());
        let for_good = match first {
            Some(first) => back_for_good(context, org, first, &rows)?,
            None => None,
        };
        let for_good: Vec<String> = for_good.into_iter().collect();
        let mut runs = self.runs;
        if leave_out_given_up(&mut rows, &self.given_up) {
            if rows.is_empty() {
                context.ui.status("No expired change can be undone.");
                return Ok(Exit::Done);
            }
            retain_runs_of(&mut runs, &rows);
        }
        let ids: Vec<&str> = runs.iter().map(|(info, _)| info.id.as_str()).collect();
        let what = (self.what)(&ids);
        let run = match runs.as_slice() {
            [(first, _), .., (last, _)] => format!("{} to {}", first.id, last.id),
            runs => runs.iter().map(|(info, _)| info.id.clone()).collect(),
        };
        let back = Returning {
            origin: Origin {
                what,
                ..Origin::default()
            },
            run,
            kinds,
            rows,
            read,
            notes: [self.notes, notes(&runs, context.now()), for_good, of_admins].concat(),
            include,
        };
        let plan = plan_back(context, &signed, org, &mirror, back, options)?;
        let (_, profile) = context.guarded_profile()?;
        let allowed = limit(context, &mirror, &profile, &plan, &options.bounds);
        confirm_and_apply(context, &signed, org, plan, options, allowed)
    }
}

/// Leaves alone what could not be undone for a person as they are now, with the reason and the way to take it back all the
/// same.
fn leave_final(rows: &mut [Row]) {
    let is_final = |row: &&mut Row| row.is_final && row.verdict.is_change();
    let count = rows.iter_mut().filter(is_final).count();
    for row in rows.iter_mut().filter(is_final) {
        row.verdict = Verdict::Unfit {
            why: format!(
                "is deactivated or no longer in the directory, so taking it back could not be undone; to take it back all \
                 the same: atlctl run expire --yes --confirm {count}"
            ),
        };
    }
}

/// Leaves out rows that an earlier way back could not take back and that still cannot be. Returns whether there were any.
fn leave_out_given_up(rows: &mut Vec<Row>, given_up: &HashSet<RowIdentity>) -> bool {
    let before = rows.len();
    Plan::retain_rows(rows, |row| {
        let is_known = row_identity(row).is_some_and(|identity| given_up.contains(&identity));
        !is_known || !row.verdict.has_no_target()
    });
    rows.len() < before
}

/// Leaves out the runs of which no row is left; none where that is not known.
fn retain_runs_of(runs: &mut Vec<&(RunInfo, Machine)>, rows: &[Row]) {
    let left: HashSet<RowIdentity> = rows.iter().filter_map(row_identity).collect();
    let has_one = |(_, machine): &(RunInfo, Machine)| {
        let mut rows = machine.plan().rows.iter().filter_map(row_identity);
        rows.any(|identity| left.contains(&identity))
    };
    if runs.iter().any(|run| has_one(run)) {
        runs.retain(|run| has_one(run));
    }
}

/// Refuses runs of which one is in progress.
///
/// # Errors
/// When one is.
pub(super) fn none_in_progress(runs: &[(RunInfo, Machine)]) -> CliResult<()> {
    match runs.iter().find(|(info, _)| info.running) {
        Some((info, _)) => Err(CliError::new(
            Kind::Refused,
            format!(
                "run {} is still in progress and cannot be undone yet",
                info.id
            ),
        )
        .hint("wait until it finishes, or stop it with Ctrl-C")),
        None => Ok(()),
    }
}

/// The kinds of facets of the rows to take back.
fn kinds(past: &[PastRun<'_>]) -> Vec<FacetKind> {
    let mut kinds = Vec::new();
    for run in past {
        let rows = run.back.iter().filter_map(|at| run.plan.rows.get(*at));
        for row in rows {
            if !kinds.contains(&row.facet.kind) {
                kinds.push(row.facet.kind);
            }
        }
    }
    kinds
}

/// Names what cannot be undone, and runs that are not finished.
fn notes(after: &[&(RunInfo, Machine)], now: Timestamp) -> Vec<String> {
    let mut notes = Vec::new();
    for (info, machine) in after.iter().copied() {
        let plan: &Plan = machine.plan();
        let lost = machine.past_run().changed.into_iter().filter(|at| {
            let row = plan.rows.get(*at);
            let row = row.filter(|row| row.risk() == Some(Risk::Irreversible));
            // A deletion can be canceled in its days of grace.
            let until = row.map(|row| row.facet.kind.undo_until(&row.facet.of));
            until.is_some_and(|until| until.is_none_or(|until| until <= now))
        });
        let lost = lost.count() as u64;
        if lost > 0 {
            notes.push(format!(
                "run {} made {} that cannot be undone completely",
                info.id,
                counted(lost, "change", "changes")
            ));
        }
        let unknown = (0..plan.rows.len())
            .filter(|at| row_result(machine, *at).0 == RowOutcome::Unknown)
            .count() as u64;
        if unknown > 0 {
            notes.push(format!(
                "the outcome of {} of run {} is unknown, and what does not have the new value now is left as it is: atlctl run verify {}",
                counted(unknown, "change", "changes"),
                info.id,
                info.id
            ));
        }
        if machine.can_resume() {
            notes.push(format!(
                "run {} is not finished, and resuming it would make its changes again: to close it: atlctl run close {}",
                info.id, info.id
            ));
        }
    }
    notes
}
