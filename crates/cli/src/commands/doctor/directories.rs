//! Whether the keys of identity providers' directories open them.

use atlctl_api::{Client, ErrorKind, ScimDirectoryId};
use atlctl_signin::Credentials;
use futures_util::StreamExt as _;

use super::calls::MAX_WAIT;
use super::finding::{Findings, State};
use crate::config::Profile;
use crate::connect::Source;
use crate::context::Context;
use crate::hint_commands;

/// Reads the first page of each directory that the profile has a key of.
pub(super) fn check(
    context: &Context,
    name: &str,
    profile: &Profile,
    (mut credentials, source): (Credentials, Source),
    findings: &mut Findings,
) {
    if let Err(error) = context.add_directory_keys(name, profile, &mut credentials, source) {
        return findings.error("directory key", State::Failed, &error);
    }
    let keys = Credentials {
        directory_keys: credentials.directory_keys,
        ..Credentials::default()
    };
    if keys.is_empty() {
        return;
    }
    let client = context.client_for(name, profile, &keys, None, |builder| {
        builder.max_wait(MAX_WAIT, MAX_WAIT)
    });
    let checked = client.and_then(|client| {
        context.block_on(async {
            for id in keys.directory_keys.keys() {
                one(&client, id, findings).await;
            }
        })
    });
    if let Err(error) = checked {
        findings.error("directory key", State::Failed, &error);
    }
}

async fn one(client: &Client, id: &str, findings: &mut Findings) {
    let name = format!("directory {id}");
    let directory = ScimDirectoryId::from(id);
    let first = std::pin::pin!(client.scim_users(&directory, None))
        .next()
        .await;
    match first.transpose() {
        Ok(_) => findings.add(name, State::Ok, "GET /scim/directory/{directoryId}/Users"),
        Err(error) => {
            let refused = matches!(
                error.kind,
                ErrorKind::SignInNeeded(_) | ErrorKind::Forbidden | ErrorKind::NotFound
            );
            let found = format!("its key does not open it: {error}");
            if refused {
                let add = hint_commands::command(&["auth", "add-directory", id]);
                findings.advise(
                    name,
                    State::Warning,
                    found,
                    format!("replace the key: {add}"),
                );
            } else {
                findings.add(name, State::Failed, error.to_string());
            }
        }
    }
}
