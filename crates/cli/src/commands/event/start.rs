//! Where a reader of the stream begins: at its saved position, or at a time.

use atlctl_core::audit::{StateError, StateFile};

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::hint_to_add;
use crate::ui::display;

/// The state file of a reader of this name, for this process alone.
///
/// # Errors
/// When another process has it, or it cannot be made.
pub(super) fn state_file(context: &Context, name: &str) -> CliResult<StateFile> {
    let org = context.org()?;
    let (profile, _) = context.profile()?;
    let path = context.paths.event_state(org.as_str(), &profile, name);
    StateFile::take(&path).map_err(CliError::from)
}

impl From<StateError> for CliError {
    fn from(error: StateError) -> Self {
        let said = Self::new(Kind::Failed, display(&error.to_string()));
        let said = match std::error::Error::source(&error) {
            Some(source) => said.because(display(&source.to_string())),
            None => said,
        };
        match error {
            StateError::Busy { .. } => {
                said.hint("wait until it ends, or use a name of its own: --name NAME")
            }
            StateError::Io { .. } => said.hint(
                "check the free space and the permissions of the directory; events that were not confirmed are sent again",
            ),
            StateError::Unreadable { .. } | StateError::Newer { .. } => {
                said.hint(hint_to_add("start over, which may repeat events", "--fresh"))
            }
        }
    }
}
