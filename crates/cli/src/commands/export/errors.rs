//! Errors of exports, with what to do.

use atlctl_core::export::ExportError;
use atlctl_core::store::Trouble;

use crate::error::CliError;
use crate::mirror_errors::what_to_do_or;
use crate::ui::display;

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        let text = display(&error.to_string());
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Io { path, source, .. } => {
                let said = Self::failed(text).cause(&source);
                match Trouble::of_io(&source) {
                    Some(trouble) => said.hint(what_to_do_or(
                        trouble,
                        Some(&path),
                        "or choose another folder to write to",
                    )),
                    None => said,
                }
            }
            ExportError::NotOurs { .. } => {
                Self::usage(text).hint("use a new or empty folder, or move these files away")
            }
            ExportError::Another { .. } => {
                Self::usage(text).hint("use another folder, or remove this one if it is not needed")
            }
            ExportError::Fixed { .. } => {
                Self::usage(text).hint("use a folder that does not exist yet, such as export")
            }
            ExportError::NoView { .. } => {
                Self::usage(text).hint("see the views: atlctl sql --schema")
            }
            ExportError::Format { source, .. } => Self::failed(text).cause(&*source),
            _ => Self::failed(text),
        }
    }
}
