//! API tokens and OAuth clients of service accounts; never their secrets.

use atlctl_api::{ApiToken, Error, ServiceAccountOAuthClient, TokenUser};
use futures_util::{StreamExt as _, stream};
use rusqlite::types::Value;

use super::super::Stage;
use super::super::part::{Entry, Part, raw_without_secrets, text, texts, time, time_or_never};
use super::super::resources::Table;
use super::tokens::end_of;

pub(super) const PART: Part = Part {
    stage: Stage::ServiceAccountCredentials,
    table: Table {
        name: "mirror_service_account_credential",
        thing: "service_account_credential",
        tracked: &[
            "kind",
            "service_account_id",
            "label",
            "status",
            "expires",
            "revoked",
            "scopes",
        ],
        untracked: &[
            "credential_id",
            "service_account_email",
            "service_account_name",
            "expires_known",
            "created",
            "created_by_id",
            "last_used",
            "last_used_known",
            "revoked_by_id",
            "raw",
        ],
    },
    plural: "credentials of service accounts",
    may_empty: true,
    old_has_none: false,
    read: Some(|client, options| {
        let (client, org) = (client.clone(), options.org.clone());
        let all = async move {
            let tokens = client.service_account_tokens(&org, None).await?;
            let clients = client.service_account_oauth_clients(&org, None).await?;
            let tokens = tokens.into_iter().map(of_token);
            Ok::<Vec<Entry>, Error>(tokens.chain(clients.into_iter().map(of_client)).collect())
        };
        stream::once(all)
            .flat_map(|read| match read {
                Ok(entries) => stream::iter(entries.into_iter().map(Ok)).boxed(),
                Err(error) => stream::iter([Err(error)]).boxed(),
            })
            .boxed()
    }),
};

/// Kind and ID together, because a token and a client may have the same ID.
fn id(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

fn of_token(it: ApiToken) -> Entry {
    let kind = "api_token";
    let [expires, expires_known] = end_of(&it);
    let owner = it.user.unwrap_or_default();
    let [used, used_known] = time_or_never(it.last_active_at.as_deref());
    let status = it.status.as_ref();
    Entry {
        id: id(kind, it.id.as_str()),
        values: vec![
            text(Some(kind)),
            text(owner.id.map(|id| id.into_string())),
            text(it.label),
            text(status.map(|status| status.as_str().to_lowercase())),
            expires,
            Value::Null,
            texts(&it.scopes),
            text(Some(it.id.into_string())),
            text(owner.email),
            text(owner.name),
            expires_known,
            time(it.created_at.as_deref()),
            Value::Null,
            used,
            used_known,
            Value::Null,
            raw_without_secrets(&it.raw),
        ],
    }
}

fn of_client(it: ServiceAccountOAuthClient) -> Entry {
    let kind = "oauth_client";
    let owner: TokenUser = it.service_account.unwrap_or_default();
    let [expires, expires_known] = time_or_never(it.expires_at.as_deref());
    let revoked = it.revoked_at.is_some() || it.revoked_by.is_some();
    Entry {
        id: id(kind, it.client_id.as_str()),
        values: vec![
            text(Some(kind)),
            text(owner.id.map(|id| id.into_string())),
            text(it.name),
            text(revoked.then_some("revoked")),
            expires,
            time(it.revoked_at.as_deref()),
            texts(&it.scopes),
            text(Some(it.client_id.into_string())),
            text(owner.email),
            text(owner.name),
            expires_known,
            time(it.created_at.as_deref()),
            text(
                it.created_by
                    .and_then(|by| by.id)
                    .map(|id| id.into_string()),
            ),
            Value::Null,
            // The service does not report the use of clients.
            Value::Integer(0),
            text(it.revoked_by.map(|by| by.into_string())),
            raw_without_secrets(&it.raw),
        ],
    }
}
