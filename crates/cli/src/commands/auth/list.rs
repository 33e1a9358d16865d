//! `atlctl auth list`.

use atlctl_signin::Credentials;
use clap::Args;

use crate::connect::StoreKind;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column, Object, Table};
use crate::ui::display;

/// List profiles
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth list")]
pub struct List {}

/// Lists the profiles without a request to Atlassian.
///
/// # Errors
/// When the configuration is not valid, or stdout cannot be written.
pub fn run(context: &Context, _args: &List) -> CliResult {
    let config = context.config()?;
    let current = context.profile_name(&config);
    let mut table = Table::new(
        "profiles",
        vec![
            Column::id("profile", "Profile"),
            Column::text("current", "In use"),
            Column::text("org", "Organization"),
            Column::text("org_id", "ID").on_request(),
            Column::text("credentials", "Credentials"),
            Column::text("store", "Stored in"),
            Column::time("session_ends", "Session ends"),
        ],
    );
    // A keyring that does not answer is asked once, not once a profile.
    let mut silent = false;
    for (name, profile) in config.profiles() {
        let kind = profile.store.as_deref().map(StoreKind::read).transpose()?;
        let kept = kind
            .and_then(|kind| Some((kind, context.store(kind)?)))
            .map(|(kind, store)| {
                if silent && kind == StoreKind::Keyring {
                    return Err(());
                }
                store.load(name).map_err(|error| {
                    silent |= kind == StoreKind::Keyring;
                    let error = display(&error.to_string());
                    let name = display(name);
                    context.ui.warning(format!("{name}: {error}"));
                })
            });
        // One store that fails is no reason to hide the other profiles.
        let (credentials, ends) = match &kept {
            None => (Cell::None, Cell::None),
            Some(Err(_)) => (Cell::Unknown, Cell::Unknown),
            Some(Ok(kept)) => {
                let mut kinds = Vec::new();
                kinds.extend(kept.session.is_some().then(|| "session".to_owned()));
                kinds.extend(kept.api_key.is_some().then(|| "API key".to_owned()));
                kinds.extend(directory_keys(kept));
                let ends = match &kept.session {
                    Some(token) => token.claims().and_then(|claims| claims.expires).into(),
                    None => Cell::None,
                };
                (Cell::List(kinds), ends)
            }
        };
        let organization = match (&profile.org_name, &profile.org) {
            (name, Some(id)) => Object::named(id, name.clone()).into(),
            (Some(name), None) => Cell::Object(
                Object::new(name)
                    .field("id", Cell::Unknown)
                    .field("name", name.as_str()),
            ),
            (None, None) => Cell::None,
        };
        table.push(vec![
            Cell::text(name),
            Cell::Bool(name == current),
            organization,
            profile.org.as_ref().map_or(Cell::None, Cell::text),
            credentials,
            Cell::text(match &profile.simulated {
                Some(_) => "simulated",
                None => kind.map_or("not chosen", StoreKind::as_str),
            }),
            ends,
        ]);
    }
    context.print(table)?;
    Ok(Exit::Done)
}

/// The keys of directories, counted.
pub(super) fn directory_keys(credentials: &Credentials) -> Option<String> {
    match credentials.directory_keys.len() {
        0 => None,
        1 => Some("directory key".to_owned()),
        keys => Some(format!("{keys} directory keys")),
    }
}
