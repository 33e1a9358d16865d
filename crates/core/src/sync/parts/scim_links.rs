//! Records of identity providers, and the accounts they belong to. Pages of a directory, with the directory's own key:
//! the organization's key would take one call a person.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::super::Stage;
use super::super::part::{Entry, Part, number, raw_without_secrets, text, time};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::ScimLinks,
    table: Table {
        name: "mirror_scim_link",
        thing: "scim_link",
        tracked: &[
            "directory_id",
            "scim_user_id",
            "account_id",
            "user_name",
            "external_id",
            "email",
            "active",
        ],
        untracked: &["last_modified", "raw"],
    },
    plural: "identity-provider records",
    may_empty: false,
    old_has_none: false,
    read: Some(|client, options| {
        let client = client.clone();
        stream::iter(options.scim_directories.clone())
            .flat_map(move |directory| {
                client.scim_users(&directory, None).map_ok(move |it| {
                    let id = it.id.as_str();
                    Entry {
                        id: format!("{directory}/{id}"),
                        values: vec![
                            text(Some(directory.as_str())),
                            text(Some(id)),
                            text(it.account.as_ref().map(|account| account.as_str())),
                            text(it.user_name),
                            text(it.external_id),
                            text(it.email),
                            number(it.active.map(i64::from)),
                            time(it.last_modified.as_deref()),
                            raw_without_secrets(&it.raw),
                        ],
                    }
                })
            })
            .boxed()
    }),
};
