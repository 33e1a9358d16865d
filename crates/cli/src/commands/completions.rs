//! `atlctl completions`: a script that teaches a shell our commands.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::{CliResult, Exit};
use crate::ui::Ui;

/// Print a completion script for a shell
///
/// For bash: atlctl completions bash > ~/.local/share/bash-completion/completions/atlctl
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl completions bash > ~/.local/share/bash-completion/completions/atlctl")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// When stdout cannot be written.
pub fn run(ui: &Ui, args: &Completions, mut program: Command) -> CliResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "atlctl", &mut script);
    ui.data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
