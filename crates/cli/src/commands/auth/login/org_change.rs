//! Refuses to point a profile at another organization while its other credential does not work there.

use atlctl_signin::Credentials;

use super::check;
use crate::config::Profile;
use crate::connect::StoreKind;
use crate::context::{Context, DEFAULT_PROFILE};
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::ui::display;

/// Refuses to point the profile at another organization while the credential that stays in it does not work there.
/// `key` says whether the new credential is an API key.
///
/// # Errors
/// When it does not work there, or that cannot be seen.
pub(super) fn refuse(
    context: &Context,
    name: &str,
    profile: &Profile,
    to: StoreKind,
    key: bool,
) -> CliResult<()> {
    let (Some(new), Some(old)) = (context.given_org(profile), profile.org.as_deref()) else {
        return Ok(());
    };
    if new == old || to == StoreKind::None {
        return Ok(());
    }
    let mut stays = kept(context, name, profile, to)?;
    let what = if key {
        stays.api_key = None;
        "session"
    } else {
        stays.session = None;
        "API key"
    };
    if !stays.sign_in() {
        return Ok(());
    }
    let Err(error) = check::by_one_call(context, name, profile, &stays) else {
        return Ok(());
    };
    if !matches!(error.kind(), Kind::Usage | Kind::SignIn) {
        return Err(error.context(format!(
            "cannot tell which organization the profile's {what} is for"
        )));
    }
    let own = |command: &str| match name {
        DEFAULT_PROFILE => hint_commands::command(&["auth", command]),
        name => hint_commands::command(&["auth", command, "--profile", name]),
    };
    let refusal = CliError::usage(format!(
        "profile {} stores the {what} of organization {}, which does not work for {}",
        display(name),
        display(old),
        display(new)
    ));
    Err(refusal
        .because(error.message())
        .hint(format!(
            "use a separate profile for the other organization: {}",
            hint_commands::command(&["auth", "login", "--profile", "NAME", "--org", new])
        ))
        .hint(format!("or sign this profile out first: {}", own("logout"))))
}

/// The profile's credentials, in its present store and in its new one. Unreadable stores are reported later, when
/// something is saved there.
fn kept(context: &Context, name: &str, profile: &Profile, to: StoreKind) -> CliResult<Credentials> {
    let has = profile.store.as_deref().map(StoreKind::read).transpose()?;
    let mut all = Credentials::default();
    for kind in [Some(to), has.filter(|has| *has != to)]
        .into_iter()
        .flatten()
    {
        if let Some(store) = context.store(kind)
            && let Ok(kept) = store.load(name)
        {
            all.session = all.session.or(kept.session);
            all.api_key = all.api_key.or(kept.api_key);
        }
    }
    Ok(all)
}
