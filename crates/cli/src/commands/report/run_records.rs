//! What the runs of this machine say about themselves, for reports that name runs.

use std::collections::HashMap;

use atlctl_core::plan;
use atlctl_core::report::{Report, RunFacts};

use crate::changes::{recorded_approval, runs};
use crate::context::Context;
use crate::error::CliResult;

/// Fills the rows of a report that name a run. Runs of other machines, and those that were removed, are not known.
///
/// # Errors
/// When the organization is not known.
pub fn fill(context: &Context, report: &mut Report) -> CliResult<()> {
    let org = context.org()?;
    let runs = runs(context, &org);
    let mut known: HashMap<String, Option<RunFacts>> = HashMap::new();
    report.fill_runs(|id| {
        let read = || {
            let (info, machine) = runs.inspect(id).ok()??;
            let plan = machine.plan();
            let actor = info.actors.first().or(plan.actor.as_ref());
            let (_, checksum) = plan::to_text(plan).ok()?;
            Some(RunFacts {
                actor: actor.map(plan::Actor::words),
                reason: plan.reason.clone(),
                ticket: plan.ticket.clone(),
                approved_by: recorded_approval(context, &org, &checksum),
            })
        };
        known.entry(id.to_owned()).or_insert_with(read).clone()
    });
    Ok(())
}
