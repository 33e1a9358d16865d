//! Reads the people: over several cursors at once, or over one.

use atlctl_api::{Cursor, Error, ErrorKind, UserFilter, UserSearch};
use futures_util::StreamExt;
use tokio::sync::watch;

use super::message::Message;
use super::segment::Segment;
use super::shards::Shards;
use super::stop_reason::{StopReason, Stopped};
use super::walk::{Step, Walk};
use super::{Outcome, Stage, SyncError, SyncEvent};

/// How often the list of people may restart when its cursor is refused.
const RESTARTS: u32 = 2;

/// How the people are read.
enum Way {
    /// Over one cursor, from there on.
    One(Option<Cursor>),
    /// Over several.
    Several(Shards),
}

impl Walk<'_> {
    /// Reads the people. `walked` is notified of every page, with `true` after the last one.
    pub(super) async fn people(&self, walked: watch::Sender<bool>) -> Step {
        let saved = self.started.stage(Stage::Users);
        if let Some(outcome) = saved.outcome {
            self.unlisted.set(!outcome.is_read());
            let complete = outcome == Outcome::Complete;
            self.people_read.send_replace(Some(complete));
            walked.send_replace(true);
            return Ok(());
        }
        let before = match saved.total {
            Some(total) => Some(total),
            None => self.people_count(UserFilter::default()).await?,
        };
        if let Some(total) = before {
            self.send(Message::Total(Stage::Users, total)).await?;
        }
        if let (Some(total), false, None) = (before, saved.walked, &saved.cursor)
            && total >= self.options.several_from
            && let Some(note) = self.changes(total, &walked).await?
        {
            self.end(Stage::Users, Outcome::Complete, Some(note))
                .await?;
            walked.send_replace(true);
            return Ok(());
        }
        let shards = saved.cursor.as_deref().and_then(Shards::load);
        let mut parts: Vec<(Segment, u64)> = shards.as_ref().map_or_else(Vec::new, Shards::parts);
        if !saved.walked {
            let way = match (shards, saved.cursor) {
                (Some(shards), _) => Way::Several(shards),
                (None, Some(cursor)) => Way::One(Some(Cursor::from(cursor))),
                (None, None) => match self.shards(before).await? {
                    Some(shards) => Way::Several(shards),
                    None => Way::One(None),
                },
            };
            match self.read_people(way, before, &walked).await? {
                Some(read) => parts = read,
                None => {
                    walked.send_replace(true);
                    return Ok(());
                }
            }
        }
        let (mut outcome, mut note) = self.completeness(before, &parts).await?;
        if outcome == Outcome::Inexact && !parts.is_empty() {
            // Somebody moved from one part to another while they were read, or a filter leaves people out.
            (self.events)(SyncEvent::Warning(
                "the sections do not match Atlassian's count; reading the whole list again"
                    .to_owned(),
            ));
            self.send(Message::Restart).await?;
            if self
                .read_people(Way::One(None), before, &walked)
                .await?
                .is_none()
            {
                walked.send_replace(true);
                return Ok(());
            }
            (outcome, note) = self.completeness(before, &[]).await?;
        }
        self.end(Stage::Users, outcome, note).await?;
        walked.send_replace(true);
        Ok(())
    }

    /// Reads the list to its end: the parts in which it was read. Nothing where the stage has ended.
    async fn read_people(
        &self,
        mut way: Way,
        before: Option<u64>,
        walked: &watch::Sender<bool>,
    ) -> Step<Option<Vec<(Segment, u64)>>> {
        let mut restarts = 0;
        loop {
            let read = match way {
                Way::One(cursor) => self
                    .pages(cursor, before, walked)
                    .await?
                    .map(|()| Vec::new()),
                Way::Several(shards) => {
                    let parts = shards.parts();
                    match self.read_shards(shards, before, walked).await {
                        Ok(()) => Ok(parts),
                        Err(StopReason::Sync(error)) => return Err(error),
                        Err(StopReason::Stopped(stopped)) => Err(stopped),
                        Err(StopReason::Ignored(why)) => {
                            (self.events)(SyncEvent::Warning(format!(
                                "the people cannot be read in parts; reading them one page after the other ({why})"
                            )));
                            self.send(Message::Restart).await?;
                            way = Way::One(None);
                            continue;
                        }
                    }
                }
            };
            let Stopped { error, at_start } = match read {
                Ok(parts) => return Ok(Some(parts)),
                Err(stopped) => stopped,
            };
            if at_start && error.kind == ErrorKind::OldUserManagement {
                let (outcome, note) = self.people_of_portal(walked).await?;
                self.end(Stage::Users, outcome, note).await?;
                return Ok(None);
            }
            if at_start && restarts == 0 && may_not(&error) {
                self.unlisted.set(true);
                self.end(Stage::Users, Outcome::Unavailable, Some(error.to_string()))
                    .await?;
                return Ok(None);
            }
            let stale = error.kind == ErrorKind::Invalid && !at_start && restarts < RESTARTS;
            if stale || error.kind == ErrorKind::Paging {
                // The cursor is invalid: a resume starts from the first page.
                self.send(Message::Restart).await?;
            }
            if !stale {
                return Err(SyncError::Wire {
                    stage: Stage::Users,
                    source: error,
                });
            }
            restarts += 1;
            (self.events)(SyncEvent::Warning(format!(
                "Atlassian no longer accepts the saved position in the list of people; \
                 reading it from the beginning ({error})"
            )));
            way = Way::One(None);
        }
    }

    /// The shards in which to read the people; none where one cursor is enough, or all there is.
    async fn shards(&self, total: Option<u64>) -> Step<Option<Shards>> {
        let Some(total) = total.filter(|total| *total >= self.options.several_from) else {
            return Ok(None);
        };
        if self.options.cursors < 2 || self.started.inexact {
            return Ok(None);
        }
        let mut domains_read = self.domains_read.subscribe();
        // The sender lives as long as the walk.
        let _ = domains_read.wait_for(|read| *read).await;
        let domains = self.ask(Message::DomainNames).await?;
        let shards = Shards {
            shards: self.plan(total, &domains).await?,
        };
        self.send(Message::Shards(shards.clone())).await?;
        Ok(Some(shards))
    }

    /// Pages until the last one, or until asking fails.
    async fn pages(
        &self,
        cursor: Option<Cursor>,
        total: Option<u64>,
        walked: &watch::Sender<bool>,
    ) -> Step<Result<(), Stopped>> {
        let mut at_start = cursor.is_none();
        let search = UserSearch {
            cursor,
            expected: total,
            ..self.options.search()
        };
        let mut pages = self.client.users_search_pages(self.org(), search);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => self.send(Message::People(page)).await?,
                Err(error) => return Ok(Err(Stopped { error, at_start })),
            }
            if let Some(error) = self.never_ends() {
                return Ok(Err(Stopped { error, at_start }));
            }
            at_start = false;
            self.progress(Stage::Users, total);
            walked.send_replace(false);
        }
        Ok(Ok(()))
    }

    /// That a list of people does not end, if so.
    pub(super) fn never_ends(&self) -> Option<Error> {
        let why = self.counters.endless()?;
        Some(Error::new(
            ErrorKind::Paging,
            format!("the list never ends: {why}"),
        ))
    }
}

/// Whether the credential or the plan does not include the call: no use in trying it again.
fn may_not(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::PaymentRequired | ErrorKind::NoCredential
    )
}
