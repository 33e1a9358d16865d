//! Service accounts.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::super::Stage;
use super::super::part::{Entry, Part, number, raw_without_secrets, text};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::ServiceAccounts,
    table: Table {
        name: "mirror_service_account",
        thing: "service_account",
        tracked: &["account_id", "email", "name", "description", "status"],
        untracked: &["created_by_id", "updated", "raw"],
    },
    plural: "service accounts",
    may_empty: true,
    old_has_none: false,
    read: Some(|client, options| {
        client
            .service_accounts(&options.org)
            .map_ok(|it| Entry {
                id: it.id.to_string(),
                values: vec![
                    text(it.account_id.map(|id| id.into_string())),
                    text(it.email),
                    text(it.display_name),
                    text(it.description),
                    text(it.status),
                    text(it.created_by_id.map(|id| id.into_string())),
                    number(it.updated_at_ms.map(|ms| ms.div_euclid(1_000))),
                    raw_without_secrets(&it.raw),
                ],
            })
            .boxed()
    }),
};
