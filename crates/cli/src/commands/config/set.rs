//! `atlctl config set`.

use atlctl_core::input::is_one_person;
use atlctl_core::plan::Approver;
use clap::Args;

use super::place::{called, place, unknown};
use crate::config::{ConfigFile, form};
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
    if let Some(what) = misses(&config, &keys, &args.values) {
        return Err(wrong(what));
    }
    config.set(&path, value)?;
    config.write()?;
    context.ui.status(format!("Set {}.", called(&path)));
    Ok(Exit::Done)
}

/// What a value of the right form must be, and one of these is not. A slip in a guard would guard nobody.
fn misses(config: &ConfigFile, path: &[&str], values: &[String]) -> Option<&'static str> {
    let (what, fits): (_, fn(&ConfigFile, &str) -> bool) = match path {
        ["default_profile"] => ("the name of a profile", |config, name| {
            config.profile(name).is_some()
        }),
        ["profile", _, "protected"] => ("email addresses or account IDs", |_, name| {
            is_one_person(name)
        }),
        ["profile", _, "approvers"] => {
            ("NAME:PUBLIC-KEY", |_, text| Approver::parse(text).is_some())
        }
        _ => return None,
    };
    values
        .iter()
        .any(|value| !fits(config, value))
        .then_some(what)
}
