//! What a sync that was interrupted and went on says of its age.

use atlctl_core::store::Mirror;
use atlctl_core::sync::SyncReport;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::ago;

/// Says of a resumed sync that its people were read before it was interrupted.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn tell(
    context: &Context,
    mirror: &Mirror,
    report: &SyncReport,
    resumed: Timestamp,
) -> CliResult<()> {
    if !report.resumed {
        return Ok(());
    }
    let people_at = mirror.newest_sync()?.and_then(|sync| sync.people_at);
    if let Some(at) = people_at.filter(|at| at.as_second() < resumed.as_second()) {
        context.ui.warning(format!(
            "people were read before the interruption, from {} on; what changed since then may not be in the mirror",
            ago(context.now().as_second() - at.as_second())
        ));
        context.ui.hint("read what changed since: atlctl sync");
    }
    Ok(())
}
