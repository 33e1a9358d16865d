//! Reads the small lists, the people and the policies, and sends everything to the writer.

use std::cell::Cell;
use std::pin::pin;

use atlctl_api::{
    AccountId, AccountPolicy, ClaimStatus, Client, Cursor, Directory, Domain, Error, ErrorKind,
    Group, OrgId, UserFilter, UserSearch, Workspace,
};
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use tokio::sync::{mpsc, oneshot, watch};

use super::counters::Counters;
use super::endless::ending;
use super::message::Message;
use super::start::Started;
use super::writer::tolerated;
use super::{Outcome, Stage, SyncError, SyncEvent, SyncOptions};
use crate::store::StoreError;

/// Entries of a small list in one message to the writer.
const BATCH: usize = 100;
/// How often the list of people may restart when its cursor is refused.
const RESTARTS: u32 = 2;

/// State that the readers share.
pub(super) struct Walk<'a> {
    pub(super) client: &'a Client,
    pub(super) options: &'a SyncOptions,
    pub(super) started: &'a Started,
    pub(super) works: &'a mpsc::Sender<Message>,
    pub(super) counters: &'a Counters,
    pub(super) events: &'a dyn Fn(SyncEvent),
    /// People could not be listed, so there are no accounts whose policy to read.
    pub(super) unlisted: Cell<bool>,
}

pub(super) type Step<T = ()> = Result<T, SyncError>;

impl Walk<'_> {
    /// The organization to read.
    pub(super) fn org(&self) -> &OrgId {
        &self.options.org
    }

    /// Hands work to the writer.
    pub(super) async fn send(&self, work: Message) -> Step {
        let sent = self.works.send(work).await;
        sent.map_err(|_| SyncError::Store(StoreError::WriterGone))
    }

    /// Asks the writer, who answers when all that came before is done.
    pub(super) async fn ask<T>(&self, work: impl FnOnce(oneshot::Sender<T>) -> Message) -> Step<T> {
        let (answer, answered) = oneshot::channel();
        self.send(work(answer)).await?;
        answered
            .await
            .map_err(|_| SyncError::Store(StoreError::WriterGone))
    }

    async fn end(&self, stage: Stage, outcome: Outcome, note: Option<String>) -> Step {
        let ended = self.ask(|answer| Message::End {
            stage,
            outcome,
            note,
            answer,
        });
        let (outcome, note) = ended.await?;
        (self.events)(SyncEvent::Ended {
            stage,
            outcome,
            rows: self.counters.get(stage),
            note,
        });
        Ok(())
    }

    /// Ends a stage as its reading ended.
    pub(super) async fn settle(&self, stage: Stage, read: Result<(), Error>) -> Step {
        match read {
            Ok(()) => self.end(stage, Outcome::Complete, None).await,
            Err(error) => match tolerated(&error) {
                Some((outcome, note)) => self.end(stage, outcome, Some(note)).await,
                None => Err(SyncError::Wire {
                    stage,
                    source: error,
                }),
            },
        }
    }

    /// Tells how far a stage is.
    pub(super) fn progress(&self, stage: Stage, total: Option<u64>) {
        let rows = self.counters.get(stage);
        (self.events)(SyncEvent::Progress { stage, rows, total });
    }

    /// Organization, directories, domains, workspaces, groups.
    pub(super) async fn small(&self) -> Step {
        let open = |stage: Stage| self.started.stage(stage).outcome.is_none();
        if open(Stage::Org) {
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
        if open(Stage::Directories) {
            let list = self.client.directories(self.org());
            let id = |it: &Directory| it.id.to_string();
            let read = self
                .list(Stage::Directories, list, id, Message::Directories)
                .await?;
            if old(&read) {
                let none = "not available on the old user management".to_owned();
                self.end(Stage::Directories, Outcome::Complete, Some(none))
                    .await?;
            } else {
                self.settle(Stage::Directories, read).await?;
            }
        }
        if open(Stage::Domains) {
            let list = self.client.domains(self.org());
            let id = |it: &Domain| it.id.to_string();
            let read = self
                .list(Stage::Domains, list, id, Message::Domains)
                .await?;
            self.settle(Stage::Domains, read).await?;
        }
        if open(Stage::Workspaces) {
            let list = self.client.workspaces(self.org());
            let id = |it: &Workspace| it.id.to_string();
            let read = self
                .list(Stage::Workspaces, list, id, Message::Workspaces)
                .await?;
            self.settle(Stage::Workspaces, read).await?;
        }
        if open(Stage::Groups) {
            let search = atlctl_api::GroupSearch::default();
            let list = self.client.groups_search(self.org(), search);
            let id = |it: &Group| it.id.to_string();
            let mut read = self.list(Stage::Groups, list, id, Message::Groups).await?;
            if old(&read) {
                read = self.groups_of_portal().await?;
            }
            self.settle(Stage::Groups, read).await?;
        }
        Ok(())
    }

    /// Reads a small list and hands it over; how the reading ended.
    pub(super) async fn list<T>(
        &self,
        stage: Stage,
        list: impl Stream<Item = Result<T, Error>>,
        id: impl Fn(&T) -> String,
        work: impl Fn(Vec<T>) -> Message,
    ) -> Step<Result<(), Error>> {
        self.send(Message::Begin(stage)).await?;
        let mut list = pin!(ending(list, id));
        let mut batch = Vec::with_capacity(BATCH);
        let mut read = Ok(());
        while let Some(item) = list.next().await {
            match item {
                Ok(item) => batch.push(item),
                Err(error) => {
                    read = Err(error);
                    break;
                }
            }
            if batch.len() == BATCH {
                self.send(work(std::mem::take(&mut batch))).await?;
                self.progress(stage, None);
            }
        }
        if !batch.is_empty() {
            self.send(work(batch)).await?;
        }
        Ok(read)
    }

    /// Reads the people. `walked` is notified of every page, with `true` after the last one.
    pub(super) async fn people(&self, walked: watch::Sender<bool>) -> Step {
        let saved = self.started.stage(Stage::Users);
        if let Some(outcome) = saved.outcome {
            self.unlisted.set(outcome == Outcome::Unavailable);
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
        if !saved.walked {
            let mut cursor = saved.cursor.map(Cursor::from);
            let mut restarts = 0;
            while let Err(stopped) = self.pages(cursor.take(), before, &walked).await? {
                let Stopped { error, at_start } = stopped;
                if at_start && error.kind == ErrorKind::OldUserManagement {
                    let (outcome, note) = self.people_of_portal(&walked).await?;
                    self.end(Stage::Users, outcome, note).await?;
                    walked.send_replace(true);
                    return Ok(());
                }
                if at_start && restarts == 0 && may_not(&error) {
                    self.unlisted.set(true);
                    self.end(Stage::Users, Outcome::Unavailable, Some(error.to_string()))
                        .await?;
                    walked.send_replace(true);
                    return Ok(());
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
            }
        }
        let (outcome, note) = self.completeness(before).await?;
        self.end(Stage::Users, outcome, note).await?;
        walked.send_replace(true);
        Ok(())
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
            ..UserSearch::default()
        };
        let mut pages = self.client.users_search_pages(self.org(), search);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => self.send(Message::People(page)).await?,
                Err(error) => return Ok(Err(Stopped { error, at_start })),
            }
            if let Some(why) = self.counters.endless() {
                let error = Error::new(ErrorKind::Paging, format!("the list never ends: {why}"));
                return Ok(Err(Stopped { error, at_start }));
            }
            at_start = false;
            self.progress(Stage::Users, total);
            walked.send_replace(false);
        }
        Ok(Ok(()))
    }

    /// The policies of the managed accounts, while the people are still coming in.
    pub(super) async fn policies(&self, mut walked: watch::Receiver<bool>) -> Step {
        if !self.options.policies {
            let note = Some("not requested".to_owned());
            return self.end(Stage::Policies, Outcome::Unavailable, note).await;
        }
        if self.started.stage(Stage::Policies).outcome.is_some() {
            return Ok(());
        }
        let managed = UserFilter {
            claim_status: Some(ClaimStatus::Managed),
            ..UserFilter::default()
        };
        let total = self.people_count(managed).await?;
        if let Some(total) = total {
            self.send(Message::Total(Stage::Policies, total)).await?;
        }
        let mut size = self.options.policy_batch.max(1);
        let (mut refused, mut asked) = (0_u64, 0_u64);
        let before = self.counters.get(Stage::Policies);
        let mut asking = FuturesUnordered::new();
        loop {
            let last = *walked.borrow_and_update();
            while asking.len() < self.options.policy_calls.max(1) {
                let least = if last { 1 } else { size };
                let batch = self
                    .ask(|answer| Message::Accounts {
                        least,
                        most: size,
                        answer,
                    })
                    .await?;
                if batch.is_empty() {
                    break;
                }
                asking.push(self.policies_of(batch));
            }
            if asking.is_empty() {
                if last {
                    break;
                }
                // The sender lives as long as the walk; when it is gone, so is the walk.
                if walked.changed().await.is_err() && !*walked.borrow() {
                    return Ok(());
                }
                continue;
            }
            let Some((batch, at, answer)) = asking.next().await else {
                continue;
            };
            match answer {
                Ok(answers) => {
                    asked += batch.len() as u64;
                    let asked = batch;
                    self.send(Message::Policies { asked, at, answers }).await?;
                    self.progress(Stage::Policies, total);
                }
                Err(error) if splits(&error) && batch.len() > 1 => {
                    size = (batch.len() / 2).max(1);
                    for half in batch.chunks(size) {
                        asking.push(self.policies_of(half.to_vec()));
                    }
                }
                // One account the service does not want to hear of stays unknown.
                Err(error) if splits(&error) => refused += 1,
                Err(error) => return self.settle(Stage::Policies, Err(error)).await,
            }
        }
        self.ask(Message::Seen).await?;
        if self.unlisted.get() && asked == 0 {
            let note = Some("the people could not be listed".to_owned());
            return self.end(Stage::Policies, Outcome::Unavailable, note).await;
        }
        let answered = self.counters.get(Stage::Policies).saturating_sub(before);
        let silent = refused + asked.saturating_sub(answered);
        let note = (silent > 0).then(|| {
            format!("Atlassian did not report the policy of {silent} managed accounts; it is unknown or as last read")
        });
        self.end(Stage::Policies, Outcome::Complete, note).await
    }

    async fn policies_of(
        &self,
        batch: Vec<(i64, AccountId)>,
    ) -> (
        Vec<(i64, AccountId)>,
        i64,
        Result<Vec<AccountPolicy>, Error>,
    ) {
        let ids: Vec<AccountId> = batch.iter().map(|(_, id)| id.clone()).collect();
        // What the answer says was so at some time after this.
        let at = self.options.now_ms();
        let answer = self.client.policies_of(self.org(), &ids).await;
        (batch, at, answer)
    }
}

/// Whether the answer is that the organization is on the old user management.
fn old(read: &Result<(), Error>) -> bool {
    read.as_ref()
        .is_err_and(|error| error.kind == ErrorKind::OldUserManagement)
}

/// Why the list of people broke off, and whether before its very first page.
struct Stopped {
    error: Error,
    at_start: bool,
}

/// Whether the credential or the plan does not include the call: no use in trying it again.
fn may_not(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::PaymentRequired | ErrorKind::NoCredential
    )
}

/// Whether a smaller request may succeed.
fn splits(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::TooLarge)
}
