//! Reads the small lists and the policies, and sends everything to the writer.

use std::cell::Cell;
use std::pin::pin;

use atlctl_api::{
    AccountId, AccountPolicy, ClaimStatus, Client, Error, ErrorKind, OrgId, UserFilter,
};
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use tokio::sync::{mpsc, oneshot, watch};

use super::counters::Counters;
use super::endless_lists::ending;
use super::message::Message;
use super::start::Started;
use super::writer::tolerated;
use super::{Outcome, Stage, SyncError, SyncEvent, SyncOptions};
use crate::store::StoreError;

/// Entries of a small list in one message to the writer.
const BATCH: usize = 100;

/// State that the readers share.
pub(super) struct Walk<'a> {
    pub(super) client: &'a Client,
    /// For the parts without which the mirror is whole: what fails there costs that part alone.
    pub(super) side: Client,
    pub(super) options: &'a SyncOptions,
    pub(super) started: &'a Started,
    pub(super) works: &'a mpsc::Sender<Message>,
    pub(super) counters: &'a Counters,
    pub(super) events: &'a dyn Fn(SyncEvent),
    /// People could not be listed, so there are no accounts whose policy to read.
    pub(super) unlisted: Cell<bool>,
    /// Whether the domains were read, as far as they can be.
    pub(super) domains_read: watch::Sender<bool>,
    /// Whether the groups were read, and completely.
    pub(super) groups_read: watch::Sender<Option<bool>>,
    /// Whether the people were read, and completely.
    pub(super) people_read: watch::Sender<Option<bool>>,
}

pub(super) type Step<T = ()> = Result<T, SyncError>;

impl Walk<'_> {
    /// The organization to read.
    pub(super) fn org(&self) -> &OrgId {
        &self.options.org
    }

    /// Whether a stage is asked for and has not ended.
    pub(super) fn open(&self, stage: Stage) -> bool {
        self.options.reads(stage) && self.started.stage(stage).outcome.is_none()
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

    pub(super) async fn end(&self, stage: Stage, outcome: Outcome, note: Option<String>) -> Step {
        let ended = self.ask(|answer| Message::End {
            stage,
            outcome,
            note,
            answer,
        });
        let (outcome, note) = ended.await?;
        if stage == Stage::Users {
            let complete = outcome == Outcome::Complete;
            self.people_read.send_replace(Some(complete));
        }
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
            Err(error) => match self.cost(stage, &error).await {
                Some((outcome, note)) => self.end(stage, outcome, Some(note)).await,
                None => Err(SyncError::Wire {
                    stage,
                    source: error,
                }),
            },
        }
    }

    /// What an error costs when it costs this part alone; nothing where the sync cannot go on.
    async fn cost(&self, stage: Stage, error: &Error) -> Option<(Outcome, String)> {
        let note = || error.to_string();
        match error.kind {
            ErrorKind::SignInNeeded(_) if stage == Stage::ScimLinks => {
                Some((Outcome::Unavailable, note()))
            }
            // Atlassian says the same of a credential that has ended and of one that may not do this.
            ErrorKind::SignInNeeded(_) if stage.is_optional() || stage == Stage::Policies => {
                let accepted = self.client.org(self.org()).await.is_ok();
                accepted.then(|| (Outcome::Unavailable, note()))
            }
            ErrorKind::RateLimited
            | ErrorKind::Interrupted
            | ErrorKind::Timeout
            | ErrorKind::Connect
            | ErrorKind::Server
                if stage.is_optional() =>
            {
                Some((Outcome::Failed, note()))
            }
            _ => tolerated(error),
        }
    }

    /// Tells how far a stage is.
    pub(super) fn progress(&self, stage: Stage, total: Option<u64>) {
        let rows = self.counters.get(stage);
        (self.events)(SyncEvent::Progress { stage, rows, total });
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

    /// The policies of the managed accounts, while the people are still coming in.
    pub(super) async fn policies(&self, mut walked: watch::Receiver<bool>) -> Step {
        if !self.open(Stage::Policies) {
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

/// Whether a smaller request may succeed.
fn splits(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::TooLarge)
}
