//! The mirror gets what a run confirmed, at its end.

use atlctl_core::apply::{Machine, learn_groups, note_in_mirror, unknown_to_mirror};
use atlctl_core::change::{Wire, find_groups};
use atlctl_core::store::Mirror;

use super::runs;
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

/// Updates the mirror with what the run confirmed. Where that fails, the next command that uses the
/// mirror does it.
pub(super) fn tell_mirror(context: &Context, wire: &Wire, run: &str, machine: &Machine) {
    let path = context.paths.mirror(wire.org.as_str());
    let runs = runs(context, &wire.org);
    // Where that cannot be written, the next command tells it again.
    let told = || drop(runs.mirror_was_told(run));
    if !path.exists() {
        return told();
    }
    let update = || -> CliResult<()> {
        let mut mirror = Mirror::open(&path)?;
        let unknown = unknown_to_mirror(machine, &mirror)?;
        let mut created = Vec::new();
        if !unknown.is_empty() {
            // A group that cannot be read now is in the next sync.
            let found = context.block_on(find_groups(wire, &unknown))?;
            created = found.unwrap_or_default();
        }
        learn_groups(run, machine, &mut mirror, &created, context.now())?;
        note_in_mirror(run, machine, &mut mirror)?;
        // It was counted with the members that the run gave it.
        for group in &created {
            mirror.count_group(group, context.now())?;
        }
        Ok(())
    };
    match update() {
        Ok(()) => told(),
        Err(error) => {
            context.ui.warning(format!(
                "the mirror could not be updated with the changes: {}",
                display(&error.with_causes())
            ));
            context.ui.next_step("update it: atlctl sync");
        }
    }
}
