//! `atlctl auth add-directory`.

use std::io::IsTerminal as _;

use atlctl_api::{Error, ErrorKind, ScimDirectoryId};
use atlctl_signin::{ApiKey, Credentials, SessionToken};
use clap::Args;
use futures_util::StreamExt as _;
use secrecy::ExposeSecret as _;

use super::login::{choose_store, secret_of_stdin};
use crate::config::Profile;
use crate::connect::{StoreKind, directory_id};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::ui::display;

/// Store the key of an identity provider's directory
///
/// With this key, sync reads which account belongs to which record of the
/// identity provider (scim-links), and atlctl api calls the directory. The admin portal shows the key once, with the
/// SCIM base URL, when the identity provider is connected (Security, Identity providers, Set up user provisioning).
///
/// Reads the key from a hidden prompt, or from standard input in a script; checks it with one call; and stores it
/// where the profile's other credentials are. ATLCTL_DIRECTORY_KEY (DIRECTORY-ID:KEY) does the same without storing
/// anything.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth add-directory 4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50
  pass atlassian/scim-key | \\
      atlctl auth add-directory 4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50
  atlctl sync --only scim-links")]
pub struct AddDirectory {
    /// The directory's ID, or its SCIM base URL
    #[arg(value_name = "DIRECTORY")]
    directory: String,
    /// Where to store the key, for a profile that stores nothing yet [default: the profile's store, else the keyring]
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<StoreKind>,
}

/// Runs `atlctl auth add-directory`.
///
/// # Errors
/// When the key does not open the directory, or cannot be stored.
pub fn run(context: &Context, args: &AddDirectory) -> CliResult {
    // It is not repeated: it may be the key.
    let id = directory_id(&args.directory).ok_or_else(|| {
        CliError::usage("DIRECTORY is neither the ID nor the SCIM base URL of a directory").hint(
            "the ID follows /scim/directory/ in the SCIM base URL, which the admin portal shows beside the key",
        )
    })?;
    let mut config = context.config()?;
    let name = context.profile_name(&config);
    let mut profile = match config.profile(&name) {
        Some(profile) => profile.clone(),
        None => context.profile()?.1,
    };
    let kept = profile.store.as_deref().map(StoreKind::read).transpose()?;
    if let (Some(asked), Some(kept)) = (args.store, kept)
        && asked != kept
    {
        let login = hint_commands::command(&["auth", "login", "--store", asked.as_str()]);
        return Err(CliError::usage(format!(
            "the profile {} stores its credentials in: {}",
            display(&name),
            kept.as_str()
        ))
        .hint(format!("to move all of them: {login}")));
    }
    let kind = choose_store(context, args.store, &profile)?;
    let Some(store) = context.store(kind) else {
        return Err(
            CliError::usage("the key would be stored nowhere: the store is none")
                .hint("store it in a file that only you can read: --store file")
                .hint("to use it without storing it, set ATLCTL_DIRECTORY_KEY to DIRECTORY-ID:KEY"),
        );
    };
    let key = ask(context, &id)?;
    check(context, &name, &profile, &id, &key)?;
    let mut all = store.load(&name)?;
    all.directory_keys.insert(id.clone(), key);
    store.save(&name, &all)?;
    if !profile.scim_directories.contains(&id) {
        profile.scim_directories.push(id.clone());
    }
    profile.store = Some(kind.as_str().to_owned());
    config.set_profile(&name, profile);
    if config.default_profile().is_none() {
        config.set_default(&name);
    }
    config.write()?;
    context.ui.status(format!(
        "Stored the key of the directory {} ({}).",
        display(&id),
        match kind {
            StoreKind::Keyring => "in the keyring",
            _ => "in a file that only you can read",
        }
    ));
    context.ui.hint(format!(
        "next, read its records: {}",
        hint_commands::command(&["sync", "--only", "scim-links"])
    ));
    Ok(Exit::Done)
}

fn ask(context: &Context, id: &str) -> CliResult<ApiKey> {
    let secret = if std::io::stdin().is_terminal() {
        context.ui.secret("Key of the directory: ")?
    } else {
        secret_of_stdin()?
    };
    let text = secret.expose_secret();
    if text.trim().is_empty() {
        let again = hint_commands::command(&["auth", "add-directory", id]);
        return Err(
            CliError::usage("the key of the directory is empty").hint(format!(
                "type it at the prompt, or give it on standard input: {again} < FILE"
            )),
        );
    }
    if ApiKey::looks_like_one(text) || SessionToken::looks_like_one(text) {
        context.ui.warning(
            "this looks like the organization's API key or a session; a directory has a key of its own",
        );
    }
    ApiKey::parse(text).map_err(|error| {
        CliError::usage(format!("no key of a directory: {error}"))
            .hint("copy it again from the admin portal")
    })
}

/// Asks for the directory's first page with the key.
fn check(
    context: &Context,
    name: &str,
    profile: &Profile,
    id: &str,
    key: &ApiKey,
) -> CliResult<()> {
    let only = Credentials {
        directory_keys: [(id.to_owned(), key.clone())].into(),
        ..Credentials::default()
    };
    let client = context.client_for(name, profile, &only, None, |builder| builder)?;
    let client = client.read_only();
    let directory = ScimDirectoryId::from(id);
    let first = context.block_on(async {
        let mut records = std::pin::pin!(client.scim_users(&directory, None));
        records.next().await.transpose()
    })?;
    first.map(drop).map_err(|error| refused(error, id))
}

/// Why the key does not open the directory.
fn refused(error: Error, id: &str) -> CliError {
    let refused = matches!(
        error.kind,
        ErrorKind::SignInNeeded(_) | ErrorKind::Forbidden | ErrorKind::NotFound
    );
    let said = CliError::from(error);
    if !refused {
        return said;
    }
    said.of_kind(Kind::SignIn)
        .without_hints()
        .context(format!(
            "this key does not open the directory {}",
            display(id)
        ))
        .hint("check the directory's ID, and copy the key again; the admin portal can make a new one (Security, Identity providers)")
}
