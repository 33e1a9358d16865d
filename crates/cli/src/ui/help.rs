//! Help and version, as the argument parser prints them.

use std::io::{self, Write as _};
use std::process::ExitCode;

use super::Ui;
use crate::error::{CliError, Exit};
use crate::options::Global;

/// Prints help or the version and gives the exit code. The help of a command that lacks its verb goes to stderr.
pub fn print_help(help: clap::Error) -> ExitCode {
    let missing = help.use_stderr();
    match help.print().and_then(|()| io::stdout().flush()) {
        // A closed stderr changes nothing: the exit code says it too.
        _ if missing => Exit::Usage.into(),
        Ok(()) => Exit::Done.into(),
        // Help is data: a redirected half of it, or nothing, must not pass for the whole.
        Err(unwritten) => {
            let unwritten = CliError::from(unwritten);
            Ui::new(&Global::default()).error(&unwritten);
            unwritten.kind().exit().into()
        }
    }
}
