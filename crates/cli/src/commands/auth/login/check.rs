//! Whether a credential works, and for which organization.

use std::sync::Arc;

use atlctl_api::{Client, Error, ErrorKind, Org};
use atlctl_signin::Credentials;
use atlctl_signin::store::{CredentialStore as _, MemoryStore};
use futures_util::TryStreamExt as _;

use super::super::status::may_work;
use crate::config::Profile;
use crate::connect::SessionWriter;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::same_command::hint_to_change;
use crate::ui::display;

/// The result of checking a credential.
pub(super) struct Found {
    /// The organization, when it is clear which.
    pub org: Option<(String, Option<String>)>,
    /// What works: as it was given, or as Atlassian renewed it.
    pub credentials: Credentials,
}

/// Asks for the organizations that the credential may see.
///
/// # Errors
/// When it does not work, or does not see the organization that was named.
pub(super) fn by_one_call(
    context: &Context,
    name: &str,
    profile: &Profile,
    credentials: &Credentials,
) -> CliResult<Found> {
    // The one call may renew the session: the new one is what is to be kept.
    let memory = Arc::new(MemoryStore::default());
    memory.save(name, credentials)?;
    let session_writer = SessionWriter::new(memory.clone(), name.to_owned(), credentials.clone());
    let client = context.client_for(
        name,
        profile,
        credentials,
        Some(session_writer),
        |builder| builder,
    )?;
    let client = client.read_only();
    let org = organization(context, &client, name, profile, credentials)?;
    let credentials = memory.load(name)?;
    Ok(Found { org, credentials })
}

/// Which organization it is for; none when it is not clear.
fn organization(
    context: &Context,
    client: &Client,
    name: &str,
    profile: &Profile,
    credentials: &Credentials,
) -> CliResult<Option<(String, Option<String>)>> {
    let orgs: Result<Vec<Org>, Error> =
        context.block_on(async { client.orgs().try_collect().await })?;
    let orgs = match orgs {
        Ok(orgs) => orgs,
        Err(error) => {
            // A session is for the organization of the profile, unless another one is named.
            let of_profile = profile.org.as_deref();
            let of_profile = of_profile.filter(|_| credentials.api_key.is_none());
            return match context.given_org(profile).or(of_profile) {
                Some(org) if limited(context, client, credentials, &error, org)? => {
                    let kind = match &credentials.api_key {
                        Some(_) => "API key",
                        None => "session",
                    };
                    context.ui.warning(format!(
                        "the {kind} may not list organizations; see what works: atlctl doctor"
                    ));
                    Ok(Some((org.to_owned(), None)))
                }
                _ => Err(refused(error, credentials)),
            };
        }
    };
    let known = |org: &Org| (org.id.as_str().to_owned(), org.name.clone());
    if let Some(wanted) = context.named_org(profile) {
        if let Some(org) = orgs.iter().find(|org| org.id.as_str() == wanted) {
            return Ok(Some(known(org)));
        }
        if !orgs.is_empty() {
            let error = CliError::usage(format!(
                "this credential cannot access the organization {}",
                display(wanted)
            ))
            .hint(format!("it can access: {}", names(&orgs)));
            if context.given_org(profile).is_some() {
                return Err(error);
            }
            let first = orgs.first().map_or("", |org| org.id.as_str());
            // The profile's other credential, and whom it protects, are of the organization it is for.
            return Err(error
                .hint("use a separate profile for another organization: atlctl auth login --profile NAME")
                .hint(hint_to_change(
                    &format!("to use it for the profile {} anyway, for example", display(name)),
                    &[],
                    &format!("--org {}", hint_commands::word(first)),
                )));
        }
    }
    match orgs.as_slice() {
        [org] => Ok(Some(known(org))),
        [] => {
            // Seen with keys that work: the list is empty, everything else answers.
            context
                .ui
                .warning("Atlassian lists no organization for this credential");
            Ok(context.given_org(profile).map(|org| (org.to_owned(), None)))
        }
        _ => {
            context
                .ui
                .status(format!("Organizations: {}.", names(&orgs)));
            let first = orgs.first().map_or("ID", |org| org.id.as_str());
            context.ui.hint(hint_to_change(
                "choose one for the profile, for example",
                &[],
                &format!("--org {}", hint_commands::word(first)),
            ));
            Ok(None)
        }
    }
}

/// Whether a credential that may not list organizations may do anything else: keys can be made with few scopes, and a
/// session that this call is forbidden to may be allowed others.
fn limited(
    context: &Context,
    client: &Client,
    credentials: &Credentials,
    error: &Error,
    org: &str,
) -> CliResult<bool> {
    if !may_work(error, credentials) {
        return Ok(false);
    }
    context.block_on(crate::commands::doctor::any_call_works(client, org))
}

/// Whether the credential was refused, in any form.
fn is_refused(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::SignInNeeded(_) | ErrorKind::Forbidden
    )
}

fn refused(error: Error, credentials: &Credentials) -> CliError {
    if !is_refused(&error) {
        return error.into();
    }
    if error.kind == ErrorKind::Forbidden && credentials.api_key.is_none() {
        // Atlassian knows the session.
        return CliError::from(error).without_hints().hint(
            "the account that you signed in with in the browser must be an organization admin: sign in there with one \
             that is, then copy the session again",
        )
        .hint(hint_to_change(
            "if it is one, name your organization",
            &[],
            "--org ID",
        ));
    }
    // A hint to sign in is useless during a sign-in.
    let said = CliError::from(error).of_kind(Kind::SignIn).without_hints();
    if credentials.api_key.is_some() {
        said.hint("check the key in the admin portal (Settings, API keys): it may have expired or been revoked")
            .hint("a key made with few scopes may not list organizations; name yours: atlctl auth login --org ID")
    } else {
        said.hint(
            "the session has expired, or is for another site: sign in at https://admin.atlassian.com in the browser, \
             then copy the session again",
        )
    }
}

fn names(orgs: &[Org]) -> String {
    let names: Vec<String> = orgs
        .iter()
        .map(|org| {
            let name = org.name.as_deref().unwrap_or("unnamed");
            format!("{} ({})", display(name), display(org.id.as_str()))
        })
        .collect();
    names.join(", ")
}
