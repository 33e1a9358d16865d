//! The summary of a saved plan that is about to be applied.

use atlctl_core::plan::Plan;
use atlctl_core::shown_time::shown_time;

use super::plan_table::print_summary;
use super::totals::totals;
use crate::context::Context;

/// Prints a saved plan in a few lines. What it counted may be another number by now, so it says when that was.
pub fn print_saved_summary(context: &Context, plan: &Plan) {
    print_summary(context, plan);
    if plan.changes() > 0 && (!plan.notes.is_empty() || !totals(plan).is_empty()) {
        context.ui.status(format!(
            "Totals and notes are as of {}, when the plan was made.",
            shown_time(plan.made)
        ));
    }
}
