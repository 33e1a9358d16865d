//! Where a setting of the command line stands in the configuration file.

use atlctl_core::store::nearest;
use toml_edit::Key;

use crate::config::{ConfigFile, OF_ALL, OF_PROFILES, SECTIONS, section};
use crate::context::Context;
use crate::environment::credential_variables;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::ui::display;

/// The keys of a setting, from the top of the file. A setting of profiles is that of the profile in use.
///
/// # Errors
/// When the name cannot be read, or there is no such profile.
pub(super) fn place(
    context: &Context,
    config: &ConfigFile,
    setting: &str,
) -> CliResult<Vec<String>> {
    let keys = Key::parse(setting).map_err(|_| unknown(setting))?;
    let keys: Vec<String> = keys.iter().map(|key| key.get().to_owned()).collect();
    let first = keys.first().map_or("", String::as_str);
    let name = context.profile_name(config);
    let path = [vec!["profile".to_owned(), name.clone()], keys.clone()].concat();
    // What stands in the profile by mistake, under a name from the top of the file, is meant before that.
    if OF_ALL.contains(&first) && !config.has(&path) {
        if first == "profile" && keys.len() < 3 {
            return Err(unknown(setting).hint(
                "to remove a whole profile: atlctl auth logout --profile NAME, then delete its lines from the file",
            ));
        }
        return Ok(keys);
    }
    let is_known = OF_PROFILES.iter().any(|(known, _)| *known == first);
    if !is_known && !config.has(&path) && config.has(&keys) {
        return Ok(keys);
    }
    if !is_known && section(first).is_none() && !OF_ALL.contains(&first) {
        return Err(unknown(setting));
    }
    // A sign-in from the environment has no profile before its first setting.
    if config.profile(&name).is_none() && credential_variables().next().is_none() {
        let login = hint_commands::command(&["auth", "login", "--profile", &name]);
        return Err(
            CliError::usage(format!("no profile {name:?}")).hint(format!("create it: {login}"))
        );
    }
    Ok(path)
}

/// A setting in words; `place`: the word before its profile, such as `in`.
pub(super) fn called(path: &[String], place: &str) -> String {
    let joined = |keys: &[String]| {
        let keys: Vec<String> = keys.iter().map(|key| Key::new(key).to_string()).collect();
        display(&keys.join("."))
    };
    match path {
        [first, name, rest @ ..] if first == "profile" && !rest.is_empty() => {
            format!("{} {place} the profile {}", joined(rest), display(name))
        }
        _ => joined(path),
    }
}

/// The error for a setting that does not exist.
pub(super) fn unknown(setting: &str) -> CliError {
    let names: Vec<&str> = OF_PROFILES
        .iter()
        .map(|(name, _)| *name)
        .chain(OF_ALL)
        // A profile is made by signing in, a simulated one by the demo.
        .filter(|name| !matches!(*name, "profile" | "simulated") && section(name).is_none())
        .chain(SECTIONS.iter().map(|section| section.entries))
        .collect();
    let said = CliError::usage(format!("unknown setting {}", display(setting)));
    match nearest(setting, &names) {
        Some(near) => said.hint(format!("did you mean: {near}")),
        None => said.hint(format!("settings: {}", names.join(", "))),
    }
}
