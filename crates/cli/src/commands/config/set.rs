//! `atlctl config set`.

use clap::Args;

use super::place::{called, place, unknown};
use crate::config::{form, missed};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::ui::display;

/// Set a setting in the configuration file
///
/// Comments in the file stay. Settings of a profile are set in the profile in use, or in that of --profile.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl config set max_changes 200 5%
  atlctl config set protected root@example.com it@example.com --profile work
  atlctl config set prices.jira 7.75")]
pub struct Set {
    /// The setting, such as max_changes or prices.jira
    #[arg(value_name = "SETTING")]
    setting: String,
    /// Its value; several for a list
    #[arg(value_name = "VALUE", required = true)]
    values: Vec<String>,
}

/// Sets it.
///
/// # Errors
/// When there is no such setting, the value has another form, or the file cannot be written.
pub fn run(context: &Context, args: &Set) -> CliResult {
    let mut config = context.config()?;
    let path = place(context, &config, &args.setting)?;
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let Some(form) = form(&keys) else {
        return Err(unknown(&args.setting));
    };
    let wrong = |what: &str| {
        CliError::usage(format!("{} must be {what}", display(&args.setting)))
            .hint("see the examples: atlctl config set --help")
    };
    let value = form.item(&args.values).map_err(wrong)?;
    if let Some(what) = missed(&keys, args.values.iter().map(String::as_str)) {
        return Err(wrong(what));
    }
    if keys == ["default_profile"]
        && !args
            .values
            .iter()
            .all(|name| config.profile(name).is_some())
    {
        return Err(wrong("the name of a profile"));
    }
    config.set(&path, value)?;
    config.write()?;
    context.ui.status(format!("Set {}.", called(&path)));
    Ok(Exit::Done)
}
