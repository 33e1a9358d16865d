//! Keeping what works: the credential in its store, the rest in the profile.

use atlctl_signin::Credentials;

use super::check::Found;
use crate::config::Profile;
use crate::connect::StoreKind;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Which store: the flag's, else the profile's.
///
/// # Errors
/// When neither says: there is never a silent choice.
pub(super) fn choose(asked: Option<StoreKind>, profile: &Profile) -> CliResult<StoreKind> {
    match (asked, &profile.store) {
        (Some(asked), _) => Ok(asked),
        (None, Some(kept)) => StoreKind::read(kept),
        (None, None) => Err(CliError::usage("say where to keep the credential")
            .hint("--store file keeps it in a file that only you can read, not encrypted")
            .hint("--store none only checks it")),
    }
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
    obtained: Credentials,
    found: Found,
) -> CliResult<()> {
    let who = obtained
        .session
        .as_ref()
        .and_then(|token| token.claims()?.email);
    let what = if obtained.session.is_some() {
        "session"
    } else {
        "API key"
    };
    if let Some(store) = context.store(kind) {
        // The other credential of the profile stays. One that cannot be read any more does not.
        let kept = store.load(name).unwrap_or_default();
        let all = Credentials {
            session: obtained.session.or(kept.session),
            api_key: obtained.api_key.or(kept.api_key),
        };
        store.save(name, &all).map_err(|error| {
            CliError::from(error)
                .hint("the credential works; nothing was kept. Sign in with another --store")
        })?;
    }
    if kind != StoreKind::None {
        if let Some((org, org_name)) = found.org.clone() {
            profile.org = Some(org);
            profile.org_name = org_name;
        }
        profile.store = Some(kind.as_str().to_owned());
        profile.api_base = context.global.api_base.clone().or(profile.api_base);
        profile.portal_base = context.global.portal_base.clone().or(profile.portal_base);
        let mut config = context.config()?;
        config.set_profile(name, profile);
        if config.default_profile().is_none() {
            config.set_default(name);
        }
        config.write()?;
    }
    let who = who.map_or_else(String::new, |who| format!(" as {}", display(&who)));
    let of = found.org.map_or_else(String::new, |(org, name)| {
        format!(" to {}", display(name.as_deref().unwrap_or(&org)))
    });
    let where_to = match kind {
        StoreKind::File => "; kept in a file that only you can read",
        StoreKind::None => "; kept nowhere",
    };
    context
        .ui
        .status(format!("Signed in{who}{of} (the {what} works{where_to})."));
    Ok(())
}
