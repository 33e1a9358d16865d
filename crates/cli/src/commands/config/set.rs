//! `atlctl config set`.

use std::collections::BTreeSet;

use atlctl_core::query::check_condition;
use atlctl_core::report::Prices;
use clap::Args;

use super::setting_location::{called, place, unknown};
use crate::commands::change::{ACTIONS, refused_beside, refused_word};
use crate::config::{Form, form, missed, section};
use crate::connect::StoreKind;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::ui::display;

/// Set a setting in the configuration file
///
/// Comments in the file stay. Settings of a profile are set in the profile in use, or in that of --profile.
///
/// Three sections hold entries of your own, for every profile: actions.WORD is another word for an action of atlctl
/// change, prices.APP what a seat of an app costs, and saved.NAME a condition for --where @NAME (saved.reports.NAME:
/// the arguments of a report for atlctl report @NAME).
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl config set max_changes 200 5%
  atlctl config set protected root@example.com it@example.com --profile work
  atlctl config set prices.jira 7.75
  atlctl config set actions.sperren suspend
  atlctl config set saved.contractors \"policy = 'Contractors'\"")]
pub struct Set {
    /// The setting, such as max_changes or prices.jira (see: atlctl config show)
    #[arg(value_name = "SETTING")]
    setting: String,
    /// Its value; several for a list
    #[arg(value_name = "VALUE", required = true, allow_negative_numbers = true)]
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
    if form == Form::Table
        && let Some(error) = section_alone(&keys)
    {
        return Err(error);
    }
    let value = form.item(&args.values).map_err(wrong)?;
    if let Some(what) = missed(&keys, args.values.iter().map(String::as_str)) {
        let why = match (keys.as_slice(), args.values.as_slice()) {
            (["saved", _], [condition]) => check_condition(condition).err(),
            _ => None,
        };
        return Err(match why {
            Some(why) => wrong(what).because(display(&why.to_string())),
            None => wrong(what),
        });
    }
    let mut values = args.values.iter();
    if matches!(keys[..], ["profile", _, "store"])
        && values.any(|kind| StoreKind::read(kind).is_err())
    {
        return Err(wrong("keyring, file or none"));
    }
    if let (["actions", word], [means]) = (keys.as_slice(), args.values.as_slice()) {
        if refused_word("", means).is_some() {
            return Err(wrong(&format!("one of {}, or keep", ACTIONS.join(", "))));
        }
        let refused = refused_word(word, means);
        if let Some((why, hint)) = refused.or_else(|| refused_beside(word, means, config.actions()))
        {
            return Err(CliError::usage(display(&why)).hint(hint));
        }
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
    context.ui.status(format!("Set {}.", called(&path, "in")));
    if let ["prices", name] = keys.as_slice() {
        warn_of_no_app(context, name);
    }
    Ok(Exit::Done)
}

/// Says how to set an entry of a section, where the section itself is named.
fn section_alone(keys: &[&str]) -> Option<CliError> {
    let keys = match keys {
        ["profile", _, rest @ ..] => rest,
        keys => keys,
    };
    let section = section(&keys.join("."))?;
    let [name, value] = section.example;
    let example = hint_commands::command(&["config", "set", name, value]);
    let said = format!(
        "{} is a section: set {}, {}",
        section.name, section.entries, section.what
    );
    Some(CliError::usage(said).hint(format!("for example: {example}")))
}

/// Says that no app of the mirror has the name of a price. Without a mirror, that is unknown.
fn warn_of_no_app(context: &Context, name: &str) {
    let apps = context
        .mirror_without_header()
        .ok()
        .and_then(|mirror| mirror.apps().ok())
        .unwrap_or_default();
    if name == "currency" || apps.is_empty() || apps.iter().any(|app| Prices::names(name, app)) {
        return;
    }
    let known: BTreeSet<&str> = apps.iter().filter_map(|app| app.key.as_deref()).collect();
    let known: Vec<&str> = known.into_iter().collect();
    context.ui.warning(format!(
        "no app in the mirror is called {}, so this price is in no estimate; apps: {}",
        display(name),
        display(&known.join(", "))
    ));
}
