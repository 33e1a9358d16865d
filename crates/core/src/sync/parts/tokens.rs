//! API tokens of managed people; never their secrets.

use atlctl_api::{ApiToken, TokenStatus};
use rusqlite::types::Value;

use super::super::Stage;
use super::super::part::{Entry, Part, raw_without_secrets, text, texts, time, time_or_never};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::Tokens,
    table: Table {
        name: "mirror_token",
        thing: "token",
        tracked: &[
            "account_id",
            "email",
            "label",
            "status",
            "expires",
            "scopes",
        ],
        untracked: &[
            "expires_known",
            "name",
            "created",
            "last_used",
            "last_used_known",
            "raw",
        ],
    },
    plural: "API tokens",
    may_empty: true,
    old_has_none: false,
    // Several lists: see `tokens.rs`.
    read: None,
};

/// When a token expires, and whether that is known: of one that has expired, a time that is not sent is not "never".
pub(super) fn end_of(it: &ApiToken) -> [Value; 2] {
    match time_or_never(it.expires_at.as_deref()) {
        [Value::Null, _] if it.status == Some(TokenStatus::Expired) => {
            [Value::Null, Value::Integer(0)]
        }
        end => end,
    }
}

/// A token as an entry.
pub(in crate::sync) fn token_entry(it: ApiToken) -> Entry {
    let [expires, expires_known] = end_of(&it);
    let user = it.user.unwrap_or_default();
    let [used, used_known] = time_or_never(it.last_active_at.as_deref());
    Entry {
        id: it.id.to_string(),
        values: vec![
            text(user.id.map(|id| id.into_string())),
            text(user.email),
            text(it.label),
            text(
                it.status
                    .as_ref()
                    .map(|status| status.as_str().to_lowercase()),
            ),
            expires,
            texts(&it.scopes),
            expires_known,
            text(user.name),
            time(it.created_at.as_deref()),
            used,
            used_known,
            raw_without_secrets(&it.raw),
        ],
    }
}
