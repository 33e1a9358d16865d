//! `atlctl auth logout`.

use clap::Args;

use crate::connect::StoreKind;
use crate::context::Context;
use crate::environment::{self, DIRECTORY_KEY_VARIABLE};
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::ui::display;

/// Delete the profile's credentials
///
/// Deletes the credentials from this machine only. The session stays valid in the browser, and an API key stays
/// valid until you revoke it in the admin portal.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth logout
  atlctl auth logout --profile work")]
pub struct Logout {
    /// Also remove the profile from the configuration
    #[arg(long)]
    forget: bool,
}

/// Runs `atlctl auth logout`.
///
/// # Errors
/// When the store or the configuration cannot be written.
pub fn run(context: &Context, args: &Logout) -> CliResult {
    let mut config = context.config()?;
    let name = context.profile_name(&config);
    let Some(profile) = config.profile(&name).cloned() else {
        if context.global.profile.is_none() && config.profiles().next().is_none() {
            context.ui.status("Not signed in; nothing to delete.");
            return Ok(Exit::Done);
        }
        return Err(CliError::usage(format!("no profile {name:?}"))
            .hint("list the profiles: atlctl auth list"));
    };
    let kind = profile.store.as_deref().map(StoreKind::read).transpose()?;
    let removed = match kind.and_then(|kind| context.store(kind)) {
        Some(store) => store.remove(&name)?,
        None => false,
    };
    // Whether the keyring has something is not asked each time: the profile says so.
    let in_keyring = kind == Some(StoreKind::Keyring);
    if !args.forget && (in_keyring || !profile.scim_directories.is_empty()) {
        let mut without = profile.clone();
        without.scim_directories.clear();
        without.store = without.store.filter(|_| !in_keyring);
        config.set_profile(&name, without);
        config.write()?;
    }
    if args.forget {
        config.remove_profile(&name);
        config.write()?;
    }
    let (profile_name, name) = (name.clone(), display(&name));
    context.ui.status(match (removed, args.forget) {
        (true, false) => format!("Deleted the credentials of the profile {name}."),
        (true, true) => format!("Deleted the profile {name} and its credentials."),
        (false, true) => format!("Deleted the profile {name}; it had no credentials."),
        (false, false) => format!("The profile {name} had no credentials."),
    });
    let directories = [DIRECTORY_KEY_VARIABLE].into_iter();
    let directories = directories.filter(|name| environment::variable(name).is_some());
    // Nothing of the environment is in use with a simulated organization.
    let in_use = environment::credential_variables().chain(directories);
    for variable in in_use.filter(|_| profile.simulated.is_none()) {
        context
            .ui
            .warning(format!("{variable} is set and stays in use"));
    }
    if !args.forget && !profile.token_command.is_empty() {
        context
            .ui
            .warning("the profile's token_command stays in use");
    }
    let home = std::env::home_dir();
    for profile in atlctl_signin::window::kept_profiles(
        &context.paths.windows(),
        home.as_deref(),
        &profile_name,
    ) {
        let place = hint_commands::word(&profile.to_string_lossy());
        context.ui.hint(format!(
            "a browser profile of the sign-in window remains, which is as sensitive as a password; to delete it: rm -r {place}"
        ));
    }
    Ok(Exit::Done)
}
