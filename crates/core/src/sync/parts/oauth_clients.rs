//! OAuth clients; never their secrets.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::super::Stage;
use super::super::part::{Entry, Part, number, raw_without_secrets, text};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::OAuthClients,
    table: Table {
        name: "mirror_oauth_client",
        thing: "oauth_client",
        tracked: &["name", "status"],
        untracked: &["created", "updated", "raw"],
    },
    plural: "OAuth clients",
    may_empty: true,
    old_has_none: false,
    read: Some(|client, options| {
        let seconds = |ms: Option<i64>| number(ms.map(|ms| ms.div_euclid(1_000)));
        client
            .oauth_clients(&options.org)
            .map_ok(move |it| {
                let status = it.status.as_ref();
                Entry {
                    id: it.client_id.to_string(),
                    values: vec![
                        text(it.name),
                        text(status.map(|status| status.as_str().to_lowercase())),
                        seconds(it.created_at_ms),
                        seconds(it.updated_at_ms),
                        raw_without_secrets(&it.raw),
                    ],
                }
            })
            .boxed()
    }),
};
