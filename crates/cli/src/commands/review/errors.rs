//! Errors of a review's folder, as messages.

use atlctl_core::review::ReviewError;

use crate::error::CliError;
use crate::hint_commands;
use crate::ui::display;

impl From<ReviewError> for CliError {
    fn from(error: ReviewError) -> Self {
        let text = display(&error.to_string());
        let cause = std::error::Error::source(&error);
        let said = match &error {
            ReviewError::Exists(_) => Self::usage(text).hint("name another folder: --out DIR"),
            ReviewError::NotAReview(_) => Self::usage(text).hint(format!(
                "find the folders of reviews: {}",
                hint_commands::command(&["review", "list"])
            )),
            ReviewError::Newer { .. } => {
                Self::failed(text).hint("use the version of atlctl that made it")
            }
            ReviewError::Manifest(..) => {
                Self::failed(text).hint("restore the folder from a copy that was not changed")
            }
            ReviewError::Io { .. } => Self::failed(text),
        };
        match cause {
            Some(cause) => said.cause(cause),
            None => said,
        }
    }
}
