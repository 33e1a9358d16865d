//! Keeping what works: the credential in its store, the rest in the profile.

use atlctl_signin::Credentials;
use atlctl_signin::store::{CredentialStore, StoreError};
use jiff::civil::Date;

use super::check::Found;
use super::former::Former;
use crate::config::{ConfigFile, Profile};
use crate::connect::StoreKind;
use crate::context::Context;
use crate::environment::{API_KEY_VARIABLE, SESSION_VARIABLE};
use crate::error::{CliError, CliResult};
use crate::suggest;
use crate::ui::display;

/// Which store: the flag's, else the profile's, else the keyring. A keyring that is not there or stays locked is said
/// before anybody signs in: there is never a silent other choice.
///
/// # Errors
/// When the profile's store is not known, or there is no keyring.
pub(super) fn choose(
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
                "there is nowhere to keep the credential: {}",
                display(&error.to_string())
            ))
            .hint("--store file keeps it in a file that only you can read, not encrypted")
            .hint("--store none only checks it")
        })?;
    }
    Ok(kind)
}

/// What the profile has already: its other credential stays. What is damaged, or not safe to read, is said
/// and replaced; what is only out of reach at present is not thrown away.
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
                .warning(format!("{}; it is replaced", display(&error.to_string())));
            Ok(Credentials::default())
        }
        other => other,
    }
}

/// Puts the credentials into the store. When that fails and somebody is there to ask, a file is offered:
/// a fresh session must not be lost because a keyring fails. Says which store it was.
fn store(
    context: &Context,
    name: &str,
    kind: StoreKind,
    obtained: &Credentials,
    former: Credentials,
) -> CliResult<StoreKind> {
    let Some(store) = context.store(kind) else {
        return Ok(kind);
    };
    let mut all = obtained.clone();
    let error = match others(context, store.as_ref(), name).and_then(|kept| {
        all.session = all.session.take().or(kept.session).or(former.session);
        all.api_key = all.api_key.take().or(kept.api_key).or(former.api_key);
        store.save(name, &all)
    }) {
        Ok(()) => return Ok(kind),
        Err(error) => error,
    };
    if kind == StoreKind::Keyring && context.ui.can_ask() {
        context.ui.warning(display(&error.to_string()));
        let question = "Keep it in a file that only you can read instead (not encrypted)?";
        if context.ui.confirm(question)?
            && let Some(file) = context.store(StoreKind::File)
        {
            file.save(name, &all)?;
            return Ok(StoreKind::File);
        }
    }
    Err(CliError::from(error)
        .hint("the credential works; nothing was kept. Sign in with another --store"))
}

/// Keeps it, and says who is signed in where.
///
/// # Errors
/// When the store or the configuration cannot be written.
pub(super) fn keep(
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
    let former = Former::of(context, name, &profile, kind);
    let moved = former.as_ref().map(|former| former.kept.clone());
    let asked = kind;
    let kind = store(context, name, kind, &obtained, moved.unwrap_or_default())?;
    let commanded = !profile.token_command.is_empty();
    let named = context.global.profile.is_some();
    let mut left = None;
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
        config.set_profile(name, profile);
        left = (!simulated).then(|| simulated_default(&config)).flatten();
        if config.default_profile().is_none() || (left.is_some() && !named) {
            config.set_default(name);
        }
        config.write()?;
        // A keyring that has just failed was the answer to a question: the file is then where it was.
        if let Some(former) = former.filter(|_| kind == asked) {
            former.leave(context, name);
        }
    }
    let who = who.map_or_else(String::new, |who| format!(" as {}", display(&who)));
    let of = found.org.map_or_else(String::new, |(org, name)| {
        format!(" to {}", display(name.as_deref().unwrap_or(&org)))
    });
    let where_to = match kind {
        StoreKind::Keyring => "; kept in the keyring",
        StoreKind::File => "; kept in a file that only you can read",
        StoreKind::None => "; kept nowhere",
    };
    context
        .ui
        .status(format!("Signed in{who}{of} (the {what} works{where_to})."));
    if kind != StoreKind::None {
        before_the_store(context, commanded);
    }
    match left {
        Some(left) if named => context.ui.hint(format!(
            "the profile in use is still {}, a simulated organization: {}",
            display(&left),
            suggest::command(&["auth", "switch", name])
        )),
        Some(left) => context.ui.status(format!(
            "The profile in use is now {}; it was {}, a simulated organization.",
            display(name),
            display(&left)
        )),
        None => {}
    }
    Ok(())
}

/// What is used instead of what was just kept.
fn before_the_store(context: &Context, commanded: bool) {
    for variable in [SESSION_VARIABLE, API_KEY_VARIABLE] {
        if std::env::var_os(variable).is_some_and(|value| !value.is_empty()) {
            context
                .ui
                .warning(format!("{variable} is set and comes before what is kept"));
        }
    }
    if commanded {
        context
            .ui
            .warning("the profile's token_command comes before what is kept");
    }
}

/// The profile in use when none is named, if its organization is simulated.
fn simulated_default(config: &ConfigFile) -> Option<String> {
    let name = config.default_profile()?;
    config.profile(name)?.simulated.as_ref()?;
    Some(name.to_owned())
}
