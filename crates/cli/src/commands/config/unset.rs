//! `atlctl config unset`.

use clap::Args;

use super::setting_location::{called, place};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::ui::display;

/// Remove a setting from the configuration file
///
/// Its default applies again. Settings of a profile are removed from the profile in use, or from that of --profile.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl config unset max_changes
  atlctl config unset read_only --profile work")]
pub struct Unset {
    /// The setting, such as max_changes or prices.jira
    #[arg(value_name = "SETTING")]
    setting: String,
}

/// Removes it.
///
/// # Errors
/// When it is not in the file, or the file cannot be written.
pub fn run(context: &Context, args: &Unset) -> CliResult {
    let mut config = context.config()?;
    let path = place(context, &config, &args.setting)?;
    if !config.unset(&path)? {
        return Err(CliError::usage(format!(
            "{} is not in {}",
            display(&args.setting),
            display(&context.paths.config_file().to_string_lossy())
        ))
        .hint("see the settings: atlctl config show"));
    }
    config.write()?;
    context
        .ui
        .status(format!("Removed {}.", called(&path, "from")));
    Ok(Exit::Done)
}
