//! Confirmation of an act that is no plan.

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Asks before an act, unless `--yes` answers already. `required` is the message where nobody can be asked, with the
/// command that would do it.
///
/// # Errors
/// When nobody can be asked, or the answer is no.
pub fn confirmed(
    context: &Context,
    question: &str,
    required: impl Into<String>,
    command: &str,
) -> CliResult<()> {
    if context.global.yes {
        return Ok(());
    }
    if !context.ui.can_ask() {
        return Err(CliError::new(Kind::Refused, required).hint(format!("{command} --yes")));
    }
    if context.ui.confirm(question)? {
        Ok(())
    } else {
        Err(CliError::new(Kind::Cancelled, "Cancelled. Nothing changed"))
    }
}
