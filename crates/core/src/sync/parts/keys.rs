//! The organization's API keys; never their secrets.

use atlctl_api::ApiKeyFilter;
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::super::Stage;
use super::super::part::{Entry, Part, raw_without_secrets, text, texts, time, time_or_never};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::Keys,
    table: Table {
        name: "mirror_api_key",
        thing: "api_key",
        tracked: &["label", "created_by_id", "expires", "scopes"],
        untracked: &[
            "expires_known",
            "created_by_email",
            "created_by_name",
            "created",
            "last_used",
            "last_used_known",
            "raw",
        ],
    },
    plural: "API keys",
    may_empty: true,
    old_has_none: false,
    read: Some(|client, options| {
        client
            .api_keys(&options.org, &ApiKeyFilter::default())
            .map_ok(|it| {
                let user = it.created_by.unwrap_or_default();
                let [expires, expires_known] = time_or_never(it.expires_at.as_deref());
                let [used, used_known] = time_or_never(it.last_active_at.as_deref());
                Entry {
                    id: it.id.to_string(),
                    values: vec![
                        text(it.label),
                        text(user.id.map(|id| id.into_string())),
                        expires,
                        texts(&it.scopes),
                        expires_known,
                        text(user.email),
                        text(user.name),
                        time(it.created_at.as_deref()),
                        used,
                        used_known,
                        raw_without_secrets(&it.raw),
                    ],
                }
            })
            .boxed()
    }),
};
