//! Reads everything that is one list.

use atlctl_api::{Error, ErrorKind, Group, GroupSearch};
use futures_util::future::try_join;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::message::Message;
use super::part::{Entry, Part, Read};
use super::parts::PARTS;
use super::walk::{Step, Walk};
use super::{Outcome, Stage};
use crate::store::NOT_AVAILABLE;

/// Lists that are read at the same time.
const LISTS: usize = 4;

impl Walk<'_> {
    /// The organization, and what people and groups refer to.
    pub(super) async fn organization(&self) -> Step {
        if self.open(Stage::Org) {
            self.send(Message::Begin(Stage::Org)).await?;
            let read = match self.client.org(self.org()).await {
                Ok(org) => {
                    self.send(Message::Org(org)).await?;
                    Ok(())
                }
                Err(error) => Err(error),
            };
            self.settle(Stage::Org, read).await?;
        }
        let parts = async {
            self.parts(|stage| !stage.is_optional()).await?;
            self.domains_read.send_replace(true);
            Ok(())
        };
        // Groups are many pages, one after the other: they begin beside the others.
        let groups = async {
            let complete = self.groups().await?;
            self.groups_read.send_replace(Some(complete));
            Ok(())
        };
        try_join(parts, groups).await.map(drop)
    }

    /// The other parts that are one list.
    pub(super) async fn optional_parts(&self) -> Step {
        try_join(self.tokens(), self.parts(Stage::is_optional))
            .await
            .map(drop)
    }

    /// Several lists at a time: most take one request, and one that waits holds nothing up.
    async fn parts(&self, these: impl Fn(Stage) -> bool) -> Step {
        let parts = PARTS.into_iter().filter_map(|part| {
            let read = part.read?;
            (these(part.stage) && self.open(part.stage)).then(|| self.part(part, read))
        });
        let parts: Vec<_> = parts.collect();
        stream::iter(parts)
            .buffer_unordered(LISTS)
            .try_collect()
            .await
    }

    async fn part(&self, part: &Part, read: Read) -> Step {
        let stage = part.stage;
        let client = if stage.is_optional() {
            &self.side
        } else {
            self.client
        };
        let list = read(client, self.options);
        let id = |entry: &Entry| entry.id.clone();
        let entries = |entries| Message::Entries(stage, entries);
        let read = self.list(stage, list, id, entries).await?;
        if part.old_has_none && old(&read) {
            let none = NOT_AVAILABLE.to_owned();
            return self.end(stage, Outcome::Complete, Some(none)).await;
        }
        self.settle(stage, read).await
    }

    /// Whether all groups are read.
    async fn groups(&self) -> Step<bool> {
        if !self.open(Stage::Groups) {
            return Ok(self.started.stage(Stage::Groups).outcome == Some(Outcome::Complete));
        }
        let list = self
            .client
            .groups_search(self.org(), GroupSearch::default());
        let id = |it: &Group| it.id.to_string();
        let mut read = self.list(Stage::Groups, list, id, Message::Groups).await?;
        if old(&read) {
            read = self.groups_of_portal().await?;
        }
        let complete = read.is_ok();
        self.settle(Stage::Groups, read).await?;
        Ok(complete)
    }
}

/// Whether the answer is that the organization is on the original user management.
fn old(read: &Result<(), Error>) -> bool {
    read.as_ref()
        .is_err_and(|error| error.kind == ErrorKind::OldUserManagement)
}
