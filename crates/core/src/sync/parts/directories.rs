//! Directories.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::super::Stage;
use super::super::part::{Entry, Part, text};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::Directories,
    table: Table {
        name: "mirror_directory",
        thing: "directory",
        tracked: &["name"],
        untracked: &["raw"],
    },
    plural: "directories",
    may_empty: false,
    old_has_none: true,
    read: Some(|client, options| {
        client
            .directories(&options.org)
            .map_ok(|it| Entry {
                id: it.id.to_string(),
                values: vec![text(it.name), text(Some(it.raw.as_str()))],
            })
            .boxed()
    }),
};
