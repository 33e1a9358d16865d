//! Help and version, as the argument parser prints them.

use std::process::ExitCode;

use super::Ui;
use crate::error::Exit;
use crate::options::Global;

/// Prints help or the version and gives the exit code. The help of a command that lacks its verb goes to stderr.
pub fn print_help(help: clap::Error) -> ExitCode {
    let missing = help.use_stderr();
    if missing {
        // A closed stderr changes nothing: the exit code says it too.
        let _ = help.print();
        return Exit::Usage.into();
    }
    let ui = Ui::new(&Global::default());
    let text = help.render();
    let text = if ui.stdout_is_terminal() && ui.color() {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    match ui.paged(&text) {
        Ok(()) => Exit::Done.into(),
        // Help is data: a redirected half of it, or nothing, must not pass for the whole.
        Err(unwritten) => {
            ui.error(&unwritten);
            unwritten.kind().exit().into()
        }
    }
}
