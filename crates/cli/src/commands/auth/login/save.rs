//! Saving the sign-in: the credential in its store, the rest in the profile.

use atlctl_signin::Credentials;
use atlctl_signin::store::{CredentialStore, StoreError};
use jiff::civil::Date;

use super::check::Found;
use super::previous_store::PreviousStore;
use crate::config::{ConfigFile, Profile};
use crate::connect::StoreKind;
use crate::context::Context;
use crate::environment::credential_variables;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::same_command::hint_to_change;
use crate::ui::display;

/// The option that says where a credential is stored.
const STORE: (&str, bool) = ("--store", true);

/// The store: the flag's, else the profile's, else the keyring. A missing or locked keyring is an error before anybody
/// signs in; atlctl never falls back silently.
///
/// # Errors
/// When the profile's store is not known, or there is no keyring.
pub(in crate::commands::auth) fn choose_store(
    context: &Context,
    asked: Option<StoreKind>,
    profile: &Profile,
) -> CliResult<StoreKind> {
    let kind = match (asked, &profile.store) {
        (Some(asked), _) => asked,
        (None, Some(kept)) => StoreKind::read(kept)?,
        (None, None) => StoreKind::Keyring,
    };
    if kind == StoreKind::Keyring {
        context.keyring().try_out().map_err(|error| {
            CliError::failed(format!(
                "cannot store the credential: {}",
                display(&error.to_string())
            ))
            .hint(hint_to_change(
                "store it unencrypted in a file that only you can read",
                &[STORE],
                "--store file",
            ))
            .hint(hint_to_change(
                "check the credential without storing it",
                &[STORE],
                "--store none",
            ))
        })?;
    }
    Ok(kind)
}

/// The profile's stored credentials, so that its other credential stays. A damaged or unsafe file is reported and
/// replaced; a store that is only unreachable now is an error.
fn others(
    context: &Context,
    store: &dyn CredentialStore,
    name: &str,
) -> Result<Credentials, StoreError> {
    match store.load(name) {
        Err(
            error @ (StoreError::NotOurs { .. }
            | StoreError::Foreign { .. }
            | StoreError::Open { .. }),
        ) => {
            context
                .ui
                .warning(format!("{}; replacing it", display(&error.to_string())));
            Ok(Credentials::default())
        }
        other => other,
    }
}

/// Saves the credentials in the store, beside the profile's other credential and the keys of these directories. When the keyring fails at a terminal, offers a file: a fresh session must not
/// be lost because a keyring fails. Returns the store that was used.
fn store(
    context: &Context,
    name: &str,
    kind: StoreKind,
    obtained: &Credentials,
    previous: Credentials,
    directories: &[String],
) -> CliResult<StoreKind> {
    let Some(store) = context.store(kind) else {
        return Ok(kind);
    };
    let mut all = obtained.clone();
    let error = match others(context, store.as_ref(), name).and_then(|kept| {
        all.session = all.session.take().or(kept.session).or(previous.session);
        all.api_key = all.api_key.take().or(kept.api_key).or(previous.api_key);
        for keys in [previous.directory_keys, kept.directory_keys] {
            let ours = |(id, _): &(String, _)| directories.contains(id);
            all.directory_keys.extend(keys.into_iter().filter(ours));
        }
        store.save(name, &all)
    }) {
        Ok(()) => return Ok(kind),
        Err(error) => error,
    };
    if kind == StoreKind::Keyring && context.ui.can_ask() {
        context.ui.warning(display(&error.to_string()));
        let question = "Store it unencrypted in a file that only you can read instead?";
        if context.ui.confirm(question)?
            && let Some(file) = context.store(StoreKind::File)
        {
            file.save(name, &all)?;
            return Ok(StoreKind::File);
        }
    }
    Err(CliError::from(error).hint(hint_to_change(
        "the credential is valid, but was not stored; store it in a file",
        &[STORE],
        "--store file",
    )))
}

/// Saves the credential and the profile, and prints who is signed in and where the credential is stored.
///
/// # Errors
/// When the store or the configuration cannot be written.
pub(super) fn save(
    context: &Context,
    name: &str,
    mut profile: Profile,
    kind: StoreKind,
    found: Found,
    key_ends: Option<Date>,
) -> CliResult<()> {
    let obtained = found.credentials;
    let who = obtained
        .session
        .as_ref()
        .and_then(|token| token.claims()?.email);
    let what = if obtained.session.is_some() {
        "session"
    } else {
        "API key"
    };
    let previous = PreviousStore::of(context, name, &profile, kind);
    let moved = previous.as_ref().map(|previous| previous.kept.clone());
    let asked = kind;
    let new_org = found.org.as_ref().map(|(org, _)| org);
    if new_org.is_some() && profile.org.is_some() && new_org != profile.org.as_ref() {
        // They are of the other organization.
        profile.scim_directories.clear();
    }
    let kind = store(
        context,
        name,
        kind,
        &obtained,
        moved.unwrap_or_default(),
        &profile.scim_directories,
    )?;
    let commanded = !profile.token_command.is_empty();
    let named = context.global.profile.is_some();
    let mut left = None;
    let mut first = false;
    if kind != StoreKind::None {
        if let Some((org, org_name)) = found.org.clone() {
            profile.org = Some(org);
            profile.org_name = org_name;
        }
        if obtained.api_key.is_some() {
            profile.api_key_ends = key_ends.map(|date| date.to_string());
        }
        profile.store = Some(kind.as_str().to_owned());
        profile.api_base = context.global.api_base.clone().or(profile.api_base);
        profile.portal_base = context.global.portal_base.clone().or(profile.portal_base);
        let mut config = context.config()?;
        let simulated = profile.simulated.is_some();
        let org = profile.org.clone();
        first = !simulated && org.is_some_and(|org| !context.paths.mirror(&org).exists());
        config.set_profile(name, profile);
        left = (!simulated).then(|| simulated_default(&config)).flatten();
        if config.default_profile().is_none() || (left.is_some() && !named) {
            config.set_default(name);
        }
        config.write()?;
        // When the keyring just failed and the file was chosen instead, nothing moves.
        if let Some(previous) = previous.filter(|_| kind == asked) {
            previous.leave(context, name);
        }
    }
    let who = who.map_or_else(String::new, |who| format!(" as {}", display(&who)));
    let of = found.org.map_or_else(String::new, |(org, name)| {
        format!(" to {}", display(name.as_deref().unwrap_or(&org)))
    });
    let where_to = match kind {
        StoreKind::Keyring => "; stored in the keyring",
        StoreKind::File => "; stored in a file that only you can read",
        StoreKind::None => "; not stored",
    };
    context.ui.status(format!(
        "Signed in{who}{of} (the {what} is valid{where_to})."
    ));
    if kind != StoreKind::None {
        warn_of_precedence(context, commanded);
    }
    match left {
        Some(left) if named => context.ui.hint(format!(
            "the default profile is still {}, a simulated organization; to change it: {}",
            display(&left),
            hint_commands::command(&["auth", "switch", name])
        )),
        Some(left) => context.ui.status(format!(
            "The default profile is now {}; it was {}, a simulated organization.",
            display(name),
            display(&left)
        )),
        None => {}
    }
    if first {
        context
            .ui
            .hint("next, mirror the organization: atlctl sync");
    }
    Ok(())
}

/// Warns of credentials that take precedence over the one just stored.
fn warn_of_precedence(context: &Context, commanded: bool) {
    for variable in credential_variables() {
        context.ui.warning(format!(
            "{variable} is set and takes precedence over the stored credential"
        ));
    }
    if commanded {
        context
            .ui
            .warning("the profile's token_command takes precedence over the stored credential");
    }
}

/// The default profile, if its organization is simulated.
fn simulated_default(config: &ConfigFile) -> Option<String> {
    let name = config.default_profile()?;
    config.profile(name)?.simulated.as_ref()?;
    Some(name.to_owned())
}
