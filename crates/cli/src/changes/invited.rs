//! People whom a run invited: the mirror has them after the next sync.

use atlctl_core::apply::{Machine, row_result};
use atlctl_core::change::Target;
use atlctl_core::number::grouped;
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
        let who = match count {
            1 => "invited person".to_owned(),
            many => format!("{} invited people", grouped(many)),
        };
        let hint = format!("to add the {who} to the mirror: atlctl sync");
        context.ui.hint(hint);
    }
}
