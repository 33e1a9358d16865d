//! Domains.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::super::Stage;
use super::super::part::{Entry, Part, text};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::Domains,
    table: Table {
        name: "mirror_domain",
        thing: "domain",
        tracked: &["name", "claim_status", "claim_type"],
        untracked: &["raw"],
    },
    plural: "domains",
    may_empty: false,
    old_has_none: false,
    read: Some(|client, options| {
        client
            .domains(&options.org)
            .map_ok(|it| Entry {
                id: it.id.to_string(),
                values: vec![
                    text(it.name),
                    text(it.claim_status.as_ref().map(|status| status.as_str())),
                    text(it.claim_type),
                    text(Some(it.raw.as_str())),
                ],
            })
            .boxed()
    }),
};
