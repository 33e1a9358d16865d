//! The directories that a person is in.

use atlctl_api::{AccountId, Client, Directory, DirectoryId, ErrorKind, OrgId};
use atlctl_core::store::{Mirror, Person};
use futures_util::TryStreamExt as _;

use crate::context::Context;
use crate::error::CliResult;
use crate::output::{Cell, Column, Details, Object};
use crate::ui::display;

/// The directories; `None` is unknown.
#[derive(Debug, Default)]
pub(super) struct Directories {
    directories: Option<Vec<(DirectoryId, Option<String>)>>,
    is_complete: bool,
}

impl Directories {
    /// As far as the mirror knows them.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn mirrored(mirror: &Mirror, person: &Person) -> CliResult<Self> {
        let known = mirror.directories_of(person)?;
        let some = known.is_complete || !known.directories.is_empty();
        Ok(Self {
            directories: some.then_some(known.directories),
            is_complete: known.is_complete,
        })
    }

    /// As Atlassian has them; unknown where this credential may not read them.
    pub(super) async fn live(
        context: &Context,
        client: &Client,
        org: &OrgId,
        account: &AccountId,
    ) -> Self {
        let read: Result<Vec<Directory>, _> =
            client.directories_of(org, account).try_collect().await;
        match read {
            Ok(found) => Self {
                directories: Some(found.into_iter().map(|one| (one.id, one.name)).collect()),
                is_complete: true,
            },
            // There are none to be in.
            Err(error) if error.kind == ErrorKind::OldUserManagement => Self::default(),
            Err(error) => {
                let reason = display(&error.to_string());
                context
                    .ui
                    .warning(format!("the directories could not be read: {reason}"));
                Self::default()
            }
        }
    }

    /// Adds them, and whether all of them are known.
    pub(super) fn add(self, details: Details) -> Details {
        let one = |(id, name): (DirectoryId, Option<String>)| {
            let words = name.clone().unwrap_or_else(|| id.as_str().to_owned());
            Object::new(words)
                .field("id", id.as_str())
                .field("name", name)
        };
        let directories = self
            .directories
            .map(|all| all.into_iter().map(one).collect());
        details
            .field(
                "directories",
                "Directories",
                directories.map_or(Cell::Unknown, Cell::Objects),
            )
            .column(
                Column::companion("directories_known", "Directories known"),
                Cell::Bool(self.is_complete),
            )
    }
}
