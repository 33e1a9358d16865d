//! `atlctl man`: the manual, for `man` or as one page for reading on the web.

use std::path::{Path, PathBuf};

use clap::{Args, Command, ValueEnum};
use clap_mangen::Man as Page;

use crate::error::{CliError, CliResult, Exit};
use crate::reference;
use crate::ui::{Ui, display};

/// Print the manual page, or write one for each command
///
/// To read it now: atlctl man | man -l -
///
/// To install all pages: atlctl man --dir ~/.local/share/man/man1
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl man | man -l -
  atlctl man --dir ~/.local/share/man/man1")]
pub struct Man {
    /// Write a page for each command to DIR
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    dir: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORM", default_value = "roff")]
    format: Form,
}

/// The forms of the manual.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// For man(1): the program's own page
    Roff,
    /// Every command on one page
    Markdown,
}

/// Runs `atlctl man`.
///
/// # Errors
/// When stdout or a file cannot be written.
pub fn run(ui: &Ui, args: &Man, mut program: Command) -> CliResult {
    // Built, so that every subcommand knows its whole name and the global options.
    program.build();
    match (&args.dir, args.format) {
        (Some(dir), _) => {
            std::fs::create_dir_all(dir).map_err(|error| unwritten(dir, &error))?;
            let written = write(dir, &program, "atlctl")?;
            ui.status(format!("Wrote {written} pages."));
        }
        (None, Form::Roff) => {
            let mut page = Vec::new();
            Page::new(program)
                .render(&mut page)
                .map_err(|error| CliError::failed("cannot print the manual").cause(&error))?;
            ui.data(&String::from_utf8_lossy(&page))?;
        }
        (None, Form::Markdown) => ui.data(&reference::markdown(&program))?,
    }
    Ok(Exit::Done)
}

/// Writes the page of a command and of its subcommands; returns their number.
fn write(dir: &Path, command: &Command, name: &str) -> CliResult<usize> {
    let mut page = Vec::new();
    let path = dir.join(format!("{name}.1"));
    Page::new(command.clone().name(name.to_owned()))
        .render(&mut page)
        .and_then(|()| std::fs::write(&path, page))
        .map_err(|error| unwritten(&path, &error))?;
    let mut written = 1;
    for below in command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
    {
        written += write(dir, below, &format!("{name}-{}", below.get_name()))?;
    }
    Ok(written)
}

fn unwritten(path: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(format!("cannot write {}", display(&path.to_string_lossy()))).cause(error)
}
