//! `atlctl man`: the manual, for `man` or as one page for reading on the web.

use std::path::{Path, PathBuf};

use clap::{Args, Command, ValueEnum};
use clap_mangen::Man as Page;

use crate::cli_reference;
use crate::error::{CliError, CliResult, Exit};
use crate::same_command::hint_to_add;
use crate::ui::{Ui, display};

/// Print the manual page, or write one for each command
///
/// To read it now: atlctl man | man -l -
///
/// To install all pages, one per command: atlctl man --dir ~/.local/share/man/man1
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl man | man -l -
  atlctl man --dir ~/.local/share/man/man1")]
pub struct Man {
    /// Write a page for each command to DIR
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    dir: Option<PathBuf>,
    /// Overwrite files in DIR that atlctl did not write
    #[arg(long, requires = "dir")]
    force: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "roff")]
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
            let mut pages = Vec::new();
            render(dir, &program, "atlctl", &mut pages)?;
            if !args.force {
                refuse_others(&pages)?;
            }
            for (path, page) in &pages {
                std::fs::write(path, page).map_err(|error| unwritten(path, &error))?;
            }
            ui.status(format!("Wrote {} pages.", pages.len()));
        }
        (None, Form::Roff) => {
            let mut page = Vec::new();
            Page::new(program)
                .render(&mut page)
                .map_err(|error| CliError::failed("cannot print the manual").cause(&error))?;
            ui.data(&String::from_utf8_lossy(&page))?;
        }
        (None, Form::Markdown) => ui.data(&cli_reference::markdown(&program))?,
    }
    Ok(Exit::Done)
}

/// The pages of a command and of its subcommands, each with its path.
fn render(
    dir: &Path,
    command: &Command,
    name: &str,
    pages: &mut Vec<(PathBuf, Vec<u8>)>,
) -> CliResult<()> {
    let mut page = Vec::new();
    let path = dir.join(format!("{name}.1"));
    Page::new(command.clone().name(name.to_owned()))
        .render(&mut page)
        .map_err(|error| unwritten(&path, &error))?;
    pages.push((path, page));
    for below in command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
    {
        render(dir, below, &format!("{name}-{}", below.get_name()), pages)?;
    }
    Ok(())
}

/// Refuses to overwrite anything but pages of this program, of whichever version, before anything is written.
fn refuse_others(pages: &[(PathBuf, Vec<u8>)]) -> CliResult<()> {
    for (path, page) in pages {
        let is_ours = match std::fs::symlink_metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Ok(found) if found.is_file() => std::fs::read(path)
                .map_err(|error| unwritten(path, &error))?
                .starts_with(title(page)),
            _ => false,
        };
        if !is_ours {
            let shown = display(&path.to_string_lossy());
            return Err(CliError::usage(format!(
                "{shown} is no page of atlctl; nothing was written"
            ))
            .hint(hint_to_add(
                "choose another folder, or overwrite it",
                "--force",
            )));
        }
    }
    Ok(())
}

/// How every version of a page begins: up to the name in its title.
fn title(page: &[u8]) -> &[u8] {
    let words = page.windows(4).position(|part| part == b".TH ");
    let end = words.and_then(|at| {
        let rest = page.get(at + 4..)?;
        rest.iter()
            .position(|byte| *byte == b' ')
            .map(|long| at + 4 + long)
    });
    end.and_then(|end| page.get(..end)).unwrap_or(page)
}

fn unwritten(path: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(format!("cannot write {}", display(&path.to_string_lossy()))).cause(error)
}
