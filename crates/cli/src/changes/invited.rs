//! People whom a run invited: the mirror has them after the next sync.

use atlctl_core::apply::{Machine, row_result};
use atlctl_core::change::Target;
use atlctl_core::number::counted;
use atlctl_core::report::RowOutcome;

use crate::context::Context;

/// Says how the mirror gets to know them.
pub(super) fn hint(context: &Context, machine: &Machine) {
    let rows = machine.plan().rows.iter().enumerate();
    let new = rows.filter(|(at, row)| {
        row.account.is_none()
            && matches!(row.target, Some(Target::Address(_)))
            && (machine.was_changed(*at) || row_result(machine, *at).0 == RowOutcome::InPart)
    });
    let count = new.count() as u64;
    if count > 0 {
        context.ui.hint(format!(
            "to add the {} to the mirror: atlctl sync",
            counted(count, "invited person", "invited people")
        ));
    }
}
