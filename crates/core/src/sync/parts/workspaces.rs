//! Workspaces: the organization's apps, with their capacity and use.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::super::Stage;
use super::super::part::{Entry, Part, number, text};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::Workspaces,
    table: Table {
        name: "mirror_workspace",
        thing: "workspace",
        tracked: &[
            "name",
            "product",
            "product_key",
            "host_url",
            "status",
            "sandbox",
            "capacity",
        ],
        untracked: &["usage", "raw"],
    },
    plural: "workspaces",
    may_empty: false,
    old_has_none: false,
    read: Some(|client, options| {
        client
            .workspaces(&options.org)
            .map_ok(|it| Entry {
                id: it.id.to_string(),
                values: vec![
                    text(it.name),
                    text(it.product),
                    text(it.product_key),
                    text(it.host_url),
                    text(it.status.as_ref().map(|status| status.as_str())),
                    number(it.sandbox.map(i64::from)),
                    number(it.capacity),
                    number(it.usage),
                    text(Some(it.raw.as_str())),
                ],
            })
            .boxed()
    }),
};
