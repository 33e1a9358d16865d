//! Parts that a sync could not read this time, and how old the mirror's are.

use atlctl_core::store::{Mirror, part_option};
use atlctl_core::sync::{Outcome, SyncReport};

use super::sync_part_names::label;
use crate::context::Context;
use crate::error::CliResult;
use crate::hint_commands;
use crate::mirror::ago;
use crate::ui::display;

/// Warns of each, and says how to read them again.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn tell(context: &Context, mirror: &Mirror, report: &SyncReport) -> CliResult<()> {
    let failed = report
        .stages
        .iter()
        .filter(|stage| stage.outcome == Outcome::Failed);
    let mut names = Vec::new();
    for stage in failed {
        let read_at = mirror.part_read_at(stage.stage.as_str())?;
        let kept = match read_at {
            Some(at) => {
                let age = ago(context.now().as_second() - at.as_second());
                format!("they stay as read {age}")
            }
            None => "never read so far".to_owned(),
        };
        let note = stage.note.as_deref().unwrap_or("no reason given");
        context.ui.warning(format!(
            "the {} could not be read this time: {}; {kept}",
            label(stage.stage),
            display(note)
        ));
        names.push(part_option(stage.stage.as_str()));
    }
    if !names.is_empty() {
        let again = hint_commands::command(&["sync", "--only", &names.join(",")]);
        context
            .ui
            .hint(format!("to read only what failed: {again}"));
    }
    Ok(())
}
