//! `atlctl auth switch`.

use clap::Args;

use crate::context::Context;
use crate::environment::{self, PROFILE_VARIABLE};
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::ui::display;

/// Make a profile the default
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth switch work")]
pub struct Switch {
    /// Profile name (see: atlctl auth list)
    name: String,
}

/// Runs `atlctl auth switch`.
///
/// # Errors
/// When there is no such profile, or the configuration cannot be written.
pub fn run(context: &Context, args: &Switch) -> CliResult {
    let mut config = context.config()?;
    if config.profile(&args.name).is_none() {
        let known: Vec<&str> = config.profiles().map(|(name, _)| name).collect();
        let error = CliError::usage(format!("no profile {:?}", args.name));
        return Err(if known.is_empty() {
            let login = hint_commands::command(&["auth", "login", "--profile", &args.name]);
            error.hint(format!("create it: {login}"))
        } else {
            error.hint(format!("profiles: {}", known.join(", ")))
        });
    }
    config.set_default(&args.name);
    config.write()?;
    context.ui.status(format!(
        "The default profile is now {}.",
        display(&args.name)
    ));
    let variable = environment::variable(PROFILE_VARIABLE).unwrap_or_default();
    if !variable.is_empty() && variable != args.name {
        context.ui.warning(format!(
            "{PROFILE_VARIABLE} is set and takes precedence: {}",
            display(&variable)
        ));
    }
    Ok(Exit::Done)
}
