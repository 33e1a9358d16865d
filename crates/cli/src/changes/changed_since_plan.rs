//! What somebody else changed since a plan was made: groups that were deleted or created, and rows with another value.

use std::collections::BTreeMap;

use atlctl_core::apply::{Machine, Outcome};
use atlctl_core::change::{Facet, Live, Target, Value, Wire, find_gone_groups};
use atlctl_core::plan::{ChangeSteps, Row};

use crate::context::Context;
use crate::error::CliResult;

/// Adds to what was read which of the groups are no longer there, and says what to run.
///
/// # Errors
/// When Atlassian fails; not where this credential may not read groups.
pub(super) fn read_gone_groups(
    context: &Context,
    wire: &Wire,
    items: &[(Facet, Target)],
    name: &dyn Fn(&str) -> Option<String>,
    live: &mut Live,
) -> CliResult<()> {
    context.block_on(find_gone_groups(wire, items, name, live))??;
    if !live.gone_groups().is_empty() {
        context
            .ui
            .hint("groups were deleted since the last sync; to read them again: atlctl sync");
    }
    Ok(())
}

/// The rows of a run that began before whose groups are no longer there, by position, each with the reason. Where groups
/// cannot be read, the requests say it.
pub(super) fn of_gone_groups(
    context: &Context,
    wire: &Wire,
    machine: &Machine,
) -> CliResult<BTreeMap<u32, String>> {
    let rows = || {
        let changed = (0_u32..).zip(&machine.plan().rows);
        changed.filter_map(|(at, row)| {
            let to = row.to.as_ref().filter(|_| row.verdict.is_change())?;
            let target = row.target()?;
            // Where the group is to be deleted, all is well.
            (row.facet.kind.has_group(to) != Some(false)).then_some((at, row, target))
        })
    };
    let items: Vec<(Facet, Target)> = rows()
        .map(|(_, row, target)| (row.facet.clone(), target))
        .collect();
    let plan = machine.plan();
    let name = |id: &str| {
        let mut kinds = plan.kinds().into_iter();
        kinds.find_map(|kind| plan.known_name_of(kind, id).map(str::to_owned))
    };
    let mut live = Live::default();
    let read = context.block_on(find_gone_groups(wire, &items, name, &mut live))?;
    if read.is_err() {
        return Ok(BTreeMap::new());
    }
    let gone = rows().filter_map(|(at, row, target)| {
        let why = live.gone_group(&row.facet, &target, row.to.as_ref())?;
        Some((at, why))
    });
    Ok(gone.collect())
}

/// What to do with a plan that is out of date.
pub(super) fn plan_again(live: &Live) -> &'static str {
    if live.gone_groups().is_empty() {
        "make the plan again"
    } else {
        "make the plan again once the mirror knows the groups: atlctl sync"
    }
}

/// Takes in the groups that somebody else created since, which the plan was to create.
pub(super) fn learn_other_groups(machine: &mut Machine, live: &Live) {
    let seen = (0_u32..).zip(&machine.plan().rows).filter_map(|(at, row)| {
        let creates = row.facet.kind.has_group(row.to.as_ref()?) == Some(true);
        let target = row.target().filter(|_| creates)?;
        Some((at, live.value(&target, &row.facet)?.clone()))
    });
    for (at, seen) in seen.collect::<Vec<_>>() {
        machine.learn_other_group(at, &seen);
    }
}

/// The end of a row with another value than before; `None` where it is as the plan recorded.
pub(super) fn moved(
    row: &Row,
    at: u32,
    now: &Value,
    steps: &ChangeSteps,
    rows: &[Row],
) -> Option<Outcome> {
    if steps.reached(rows, at, now) {
        Some(Outcome::Unchanged)
    } else if steps.earlier(at).is_none() && row.before.value() != Some(now) {
        Some(Outcome::Conflict { now: now.clone() })
    } else {
        None
    }
}
