//! People whom a run left between two steps of one change, such as on the temporary address of a swap.

use atlctl_core::apply::Machine;
use atlctl_core::plan::ChangeSteps;

use crate::context::Context;
use crate::ui::display;

/// People that are named, at most.
const SHOWN: usize = 5;

/// Warns of them by name, and says what to run.
pub(super) fn warn(context: &Context, machine: &Machine, id: &str) {
    let plan = machine.plan();
    let steps = ChangeSteps::of(&plan.rows);
    let mut left: Vec<String> = Vec::new();
    for (at, row) in (0_u32..).zip(&plan.rows) {
        let Some(next) = steps.next(at) else { continue };
        // Between changes of its own that somebody wanted, each is complete.
        let other = usize::try_from(next).ok().and_then(|at| plan.rows.get(at));
        if other.is_none_or(|other| other.facet != row.facet) {
            continue;
        }
        let made = |row: u32| usize::try_from(row).is_ok_and(|row| machine.was_changed(row));
        if !made(at) || made(next) {
            continue;
        }
        let last = std::iter::successors(Some(next), |at| steps.next(*at)).last();
        let last = last.and_then(|at| plan.rows.get(usize::try_from(at).ok()?));
        let value = |row: &atlctl_core::plan::Row| {
            let to = row.to.as_ref();
            to.map_or_else(String::new, |to| plan.value_name(&row.facet, to))
        };
        let who = row.name.as_deref().or(row.email.as_deref());
        let who = who.or(row.account.as_deref()).unwrap_or_default();
        left.push(format!(
            "{who} has {} (instead of {})",
            value(row),
            last.map(value).unwrap_or_default()
        ));
    }
    if left.is_empty() {
        return;
    }
    let more = match left.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    left.truncate(SHOWN);
    context.ui.warning(format!(
        "left between two steps of a change: {}{more}",
        display(&left.join("; "))
    ));
    if !machine.can_resume() {
        context.ui.next_step(format!(
            "give back what was before the run: atlctl undo {id}"
        ));
    }
}
