//! Reading: the small lists, the people, the policies. Everything read goes to the writer.

use std::pin::pin;

use atlctl_api::{
    AccountId, AccountPolicy, ClaimStatus, Client, Cursor, Error, ErrorKind, OrgId, RawPage,
    UserFilter, UserSearch,
};
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use tokio::sync::{mpsc, oneshot, watch};

use super::begin::Begun;
use super::work::Work;
use super::writer::{Counters, lived_with};
use super::{Outcome, Stage, SyncError, SyncEvent, SyncOptions};
use crate::store::StoreError;

/// Entries of a small list handed over at once.
const BATCH: usize = 100;
/// People who may be looked up one by one when the service's count and the list disagree.
const LOOK_UP: usize = 2_000;
/// How often a list of people may begin anew when its cursor is refused.
const RESTARTS: u32 = 2;

/// What the readers share.
pub(super) struct Walk<'a> {
    pub(super) client: &'a Client,
    pub(super) options: &'a SyncOptions,
    pub(super) begun: &'a Begun,
    pub(super) works: &'a mpsc::Sender<Work>,
    pub(super) counters: &'a Counters,
    pub(super) events: &'a dyn Fn(SyncEvent),
}

type Step<T = ()> = Result<T, SyncError>;

impl Walk<'_> {
    fn org(&self) -> &OrgId {
        &self.options.org
    }

    async fn send(&self, work: Work) -> Step {
        let sent = self.works.send(work).await;
        sent.map_err(|_| SyncError::Store(StoreError::WriterGone))
    }

    async fn ask<T>(&self, work: impl FnOnce(oneshot::Sender<T>) -> Work) -> Step<T> {
        let (answer, answered) = oneshot::channel();
        self.send(work(answer)).await?;
        answered
            .await
            .map_err(|_| SyncError::Store(StoreError::WriterGone))
    }

    async fn end(&self, stage: Stage, outcome: Outcome, note: Option<String>) -> Step {
        self.send(Work::End(stage, outcome, note.clone())).await?;
        // The answer to any question proves that the writer has done what came before it.
        self.ask(Work::Seen).await?;
        (self.events)(SyncEvent::Ended {
            stage,
            outcome,
            rows: self.counters.get(stage),
            note,
        });
        Ok(())
    }

    /// Ends a stage as its reading ended.
    async fn settle(&self, stage: Stage, read: Result<(), Error>) -> Step {
        match read {
            Ok(()) => self.end(stage, Outcome::Complete, None).await,
            Err(error) => match lived_with(&error) {
                Some((outcome, note)) => self.end(stage, outcome, Some(note)).await,
                None => Err(SyncError::Wire {
                    stage,
                    source: error,
                }),
            },
        }
    }

    fn progress(&self, stage: Stage, total: Option<u64>) {
        let rows = self.counters.get(stage);
        (self.events)(SyncEvent::Progress { stage, rows, total });
    }

    /// Organisation, directories, domains, workspaces, groups.
    pub(super) async fn small(&self) -> Step {
        let open = |stage: Stage| self.begun.stage(stage).outcome.is_none();
        if open(Stage::Org) {
            self.send(Work::Begin(Stage::Org)).await?;
            let read = match self.client.org(self.org()).await {
                Ok(org) => {
                    self.send(Work::Org(org)).await?;
                    Ok(())
                }
                Err(error) => Err(error),
            };
            self.settle(Stage::Org, read).await?;
        }
        if open(Stage::Directories) {
            let list = self.client.directories(self.org());
            self.list(Stage::Directories, list, Work::Directories)
                .await?;
        }
        if open(Stage::Domains) {
            let list = self.client.domains(self.org());
            self.list(Stage::Domains, list, Work::Domains).await?;
        }
        if open(Stage::Workspaces) {
            let list = self.client.workspaces(self.org());
            self.list(Stage::Workspaces, list, Work::Workspaces).await?;
        }
        if open(Stage::Groups) {
            let search = atlctl_api::GroupSearch::default();
            let list = self.client.groups_search(self.org(), search);
            self.list(Stage::Groups, list, Work::Groups).await?;
        }
        Ok(())
    }

    async fn list<T>(
        &self,
        stage: Stage,
        list: impl Stream<Item = Result<T, Error>>,
        work: impl Fn(Vec<T>) -> Work,
    ) -> Step {
        self.send(Work::Begin(stage)).await?;
        let mut list = pin!(list);
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
        self.settle(stage, read).await
    }

    /// The people. `walked` is told of every page, and `true` when there are no more.
    pub(super) async fn people(&self, walked: watch::Sender<bool>) -> Step {
        let saved = self.begun.stage(Stage::Users);
        if saved.outcome.is_some() {
            walked.send_replace(true);
            return Ok(());
        }
        let before = match saved.total {
            Some(total) => Some(total),
            None => self.people_count(UserFilter::default()).await?,
        };
        if let Some(total) = before {
            self.send(Work::Total(Stage::Users, total)).await?;
        }
        if !saved.walked {
            let mut cursor = saved.cursor.map(Cursor::from);
            let mut restarts = 0;
            while let Err(error) = self.pages(cursor.take(), before, &walked).await? {
                let stale = error.kind == ErrorKind::Invalid && restarts < RESTARTS;
                if stale || error.kind == ErrorKind::Paging {
                    // Whoever goes on, goes on from the beginning: the cursor leads nowhere.
                    self.send(Work::Restart).await?;
                }
                if !stale {
                    return Err(SyncError::Wire {
                        stage: Stage::Users,
                        source: error,
                    });
                }
                restarts += 1;
                (self.events)(SyncEvent::Warning(format!(
                    "the service no longer takes the place where the list of people was left; \
                     it is read from the beginning ({error})"
                )));
            }
        }
        let (outcome, note) = self.proof(before).await?;
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
    ) -> Step<Result<(), Error>> {
        let search = UserSearch {
            cursor,
            ..UserSearch::default()
        };
        let mut pages = self.client.users_search_pages(self.org(), search);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => self.send(Work::People(page)).await?,
                Err(error) => return Ok(Err(error)),
            }
            self.progress(Stage::Users, total);
            walked.send_replace(false);
        }
        Ok(Ok(()))
    }

    /// Whether everyone was seen. Where the list and the count disagree, who is missing is asked for by
    /// name: only who does not answer to it is gone.
    async fn proof(&self, before: Option<u64>) -> Step<(Outcome, Option<String>)> {
        let after = self.people_count(UserFilter::default()).await?;
        let seen = self.ask(Work::Seen).await?;
        let (Some(before), Some(after)) = (before, after) else {
            return Ok((Outcome::Complete, None));
        };
        if (before.min(after)..=before.max(after)).contains(&seen) {
            return Ok((Outcome::Complete, None));
        }
        let missing = self
            .ask(|answer| Work::Missing {
                most: LOOK_UP + 1,
                answer,
            })
            .await?;
        let differ = format!("the service counts {after} people and listed {seen}");
        if missing.len() > LOOK_UP {
            return Ok((Outcome::Inexact, Some(differ)));
        }
        for some in missing.chunks(10) {
            let search = UserSearch {
                filter: UserFilter {
                    account_ids: some.to_vec(),
                    ..UserFilter::default()
                },
                ..UserSearch::default()
            };
            let mut pages = self.client.users_search_pages(self.org(), search);
            while let Some(page) = pages.next().await {
                let page: RawPage = page.map_err(users)?;
                self.send(Work::Sought(page)).await?;
            }
        }
        let seen_now = self.ask(Work::Seen).await?;
        if (before.min(after)..=before.max(after)).contains(&seen_now) {
            return Ok((Outcome::Complete, None));
        }
        // Who was known and is missing did not answer to their name, so gone is gone; but somebody the
        // service counts was never listed.
        (self.events)(SyncEvent::Warning(differ.clone()));
        Ok(if seen_now > before.max(after) {
            (Outcome::Complete, None)
        } else {
            (Outcome::Inexact, Some(differ))
        })
    }

    /// How many there are; nothing where the service does not tell.
    async fn people_count(&self, filter: UserFilter) -> Step<Option<u64>> {
        match self.client.users_count(self.org(), &filter).await {
            Ok(count) => Ok(Some(count)),
            Err(error) if lived_with(&error).is_some() => Ok(None),
            Err(error) => Err(users(error)),
        }
    }

    /// The policies of the managed accounts, while the people are still coming in.
    pub(super) async fn policies(&self, mut walked: watch::Receiver<bool>) -> Step {
        if !self.options.policies {
            let note = Some("not asked for".to_owned());
            return self.end(Stage::Policies, Outcome::Unavailable, note).await;
        }
        if self.begun.stage(Stage::Policies).outcome.is_some() {
            return Ok(());
        }
        let managed = UserFilter {
            claim_status: Some(ClaimStatus::Managed),
            ..UserFilter::default()
        };
        let total = self.people_count(managed).await?;
        if let Some(total) = total {
            self.send(Work::Total(Stage::Policies, total)).await?;
        }
        let mut size = self.options.policy_batch.max(1);
        let mut refused = 0_u64;
        let mut asking = FuturesUnordered::new();
        loop {
            let last = *walked.borrow_and_update();
            while asking.len() < self.options.policy_calls.max(1) {
                let least = if last { 1 } else { size };
                let batch = self
                    .ask(|answer| Work::Accounts {
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
            let Some((batch, answer)) = asking.next().await else {
                continue;
            };
            match answer {
                Ok(answers) => {
                    self.send(Work::Policies(batch, answers)).await?;
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
        let note =
            (refused > 0).then(|| format!("{refused} accounts were refused and stay unknown"));
        self.end(Stage::Policies, Outcome::Complete, note).await
    }

    async fn policies_of(
        &self,
        batch: Vec<(i64, AccountId)>,
    ) -> (Vec<(i64, AccountId)>, Result<Vec<AccountPolicy>, Error>) {
        let ids: Vec<AccountId> = batch.iter().map(|(_, id)| id.clone()).collect();
        let answer = self.client.policies_of(self.org(), &ids).await;
        (batch, answer)
    }
}

/// Whether asking for fewer at once may help.
fn splits(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::TooLarge)
}

fn users(source: Error) -> SyncError {
    SyncError::Wire {
        stage: Stage::Users,
        source,
    }
}
