//! The one thread that writes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use atlctl_api::{AccountId, Error};
use rusqlite::Connection;
use tokio::sync::mpsc::Receiver;

use super::counters::Counters;
use super::endless_lists::PageWatch;
use super::finish::{end_stage, finish, save};
use super::indexes::{self, Written};
use super::message::Message;
use super::parts::part;
use super::portal_person::PortalPerson;
use super::reader_queries;
use super::record_changes::Log;
use super::row_numbers::RowNumbers;
use super::shard_page::WrittenShards;
use super::shards::Shards;
use super::start::{CHANGES_ONLY, Saved, Started};
use super::token_rows;
use super::{
    Outcome, Stage, SyncError, SyncOptions, SyncReport, event_rows, group_role_rows,
    may_have_changed, policies, resources, user_role_rows,
};
use crate::store::{During, Mirror, NOT_AVAILABLE, StoreError, Writer as Recorded, record_as};

pub(super) const WRITING: &str = "write what the sync read";

pub(super) struct Writer {
    pub(super) mirror: Mirror,
    options: SyncOptions,
    /// The number and time of the sync; whether a part's differences are recorded, [`Writer::log`] knows.
    pub(super) log: Log,
    recorded: BTreeSet<Stage>,
    resumed: bool,
    pub(super) row_numbers: RowNumbers,
    stages: BTreeMap<Stage, Saved>,
    pub(super) counters: Arc<Counters>,
    pub(super) next_no: i64,
    pub(super) to_ask: VecDeque<i64>,
    pub(super) written: Option<Written>,
    pub(super) watch: PageWatch,
    pub(super) shards: Option<WrittenShards>,
    /// Entries of people without an account.
    pub(super) without_account: u64,
    pages: u32,
    open: bool,
}

impl Writer {
    pub(super) fn new(
        mirror: Mirror,
        options: SyncOptions,
        started: &Started,
        counters: Arc<Counters>,
    ) -> Result<Self, StoreError> {
        let db = &mirror.db;
        // Sorting for an index may need more than should be held in memory.
        for (name, value) in [("cache_size", -4_096), ("temp_store", 1)] {
            db.pragma_update(None, name, value).during(WRITING)?;
        }
        let next_no: i64 = db
            .query_row(
                "SELECT coalesce(max(no), 0) + 1 FROM mirror_user",
                [],
                |row| row.get::<_, i64>(0),
            )
            .during(WRITING)?;
        let to_ask = if !options.reads(Stage::Users) {
            policies::unasked_in_mirror(db, started.sync)
                .during(WRITING)?
                .into()
        } else if started.resumed {
            policies::unasked(db, started.sync).during(WRITING)?.into()
        } else {
            VecDeque::new()
        };
        let mut stages = started.stages.clone();
        let asked = policies::asked(db, started.sync).during(WRITING)?;
        if let Some(saved) = stages.get_mut(&Stage::Policies) {
            saved.rows = asked.unsigned_abs();
        }
        for (stage, saved) in &stages {
            counters.set(*stage, saved.rows);
        }
        let shards = stages
            .get(&Stage::Users)
            .and_then(|saved| Shards::load(saved.cursor.as_deref()?))
            .map(WrittenShards::new);
        let written = Written::load(db).during(WRITING)?;
        let row_numbers = RowNumbers::load(db).during(WRITING)?;
        let log = Log {
            sync: started.sync,
            at: options.now(),
            began: options.now(),
            record: started.recorded.contains(&Stage::Users),
            whole: !started.changes_only(),
        };
        Ok(Self {
            mirror,
            options,
            log,
            recorded: started.recorded.clone(),
            resumed: started.resumed,
            row_numbers,
            stages,
            counters,
            next_no,
            to_ask,
            written,
            watch: PageWatch::default(),
            shards,
            without_account: 0,
            pages: 0,
            open: false,
        })
    }

    /// Works until the channel closes. The report is made only when every stage ended; otherwise the work
    /// is committed and the next sync resumes from there.
    pub(super) fn work(
        mut self,
        mut works: Receiver<Message>,
    ) -> Result<Option<SyncReport>, SyncError> {
        while let Some(work) = works.blocking_recv() {
            self.one(work)?;
        }
        let asked = Stage::ALL
            .into_iter()
            .filter(|stage| self.options.reads(*stage));
        let asked: Vec<Stage> = asked.collect();
        let ended = asked
            .into_iter()
            .all(|stage| self.saved(stage).outcome.is_some());
        if !ended {
            self.commit()?;
            return Ok(None);
        }
        self.begin()?;
        let mut report = finish(
            &self.mirror.db,
            &self.log,
            &self.options,
            self.resumed,
            &mut self.stages,
        )
        .during(WRITING)?;
        report.without_account = self.without_account;
        self.commit()?;
        let db = &self.mirror.db;
        // In a first sync almost every page of the file is new, and new pages need no journal: written once,
        // straight into their place. From the second one on, rows change, and others want to read
        // meanwhile: that is what write-ahead logging is for. None of these is needed for the truth of what
        // was written.
        let _ = db.pragma_update(None, "journal_mode", "WAL");
        let _ = db.execute_batch("PRAGMA optimize");
        let _ = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(Some(report))
    }

    fn one(&mut self, work: Message) -> Result<(), SyncError> {
        if let Message::Tick = work {
            return Ok(self.commit()?);
        }
        self.begin()?;
        let wrote = match work {
            Message::People(page) => {
                let next = page.next.clone();
                self.page(&page, true)?;
                let saved = self.saved(Stage::Users);
                saved.walked = next.is_none();
                saved.cursor = next.map(|cursor| cursor.as_str().to_owned());
                return self.page_done();
            }
            Message::Sought(page) => return self.page(&page, false),
            Message::Shards(shards) => {
                self.shards = Some(WrittenShards::new(shards));
                Ok(())
            }
            Message::ShardPage(page) => return self.shard_page(page),
            done @ (Message::ShardDone(_) | Message::ShardsRead) => {
                self.shard_done(&done);
                Ok(())
            }
            Message::Portal(people) => {
                let people: Vec<_> = people.iter().map(PortalPerson::user).collect();
                self.people(&people, false)?;
                return self.page_done();
            }
            Message::ChangesOnly => {
                self.log.whole = false;
                let db = &self.mirror.db;
                let old = self.options.now_ms().saturating_sub(policies::READ_AGAIN);
                policies::read_before(db, self.log.sync, old)
                    .map(|accounts| self.to_ask.extend(accounts))
                    .and_then(|()| may_have_changed::keep_groups(&self.mirror.db, self.log.sync))
            }
            Message::Begin(stage) => {
                let saved = self.saved(stage);
                saved.rows = 0;
                saved.cursor = None;
                Ok(())
            }
            Message::PartChangesOnly(stage) => {
                self.saved(stage).cursor = Some(CHANGES_ONLY.to_owned());
                Ok(())
            }
            Message::Org(org) => resources::put_org(&self.mirror.db, self.log.sync, &org),
            Message::Entries(stage, entries) => {
                self.write_each(stage, &entries, |db, log, entry| match part(stage) {
                    Some(part) => part.table.put(db, log, &entry.id, &entry.bound()),
                    None => Ok(()),
                })
            }
            Message::GroupsToAsk(answer) => group_role_rows::to_ask(&self.mirror.db, &self.log)
                .map(|groups| {
                    let _ = answer.send(groups);
                }),
            Message::GroupRoles(answer) => {
                let log = self.log(Stage::GroupRoles);
                group_role_rows::put(&self.mirror.db, &log, &answer)
                    .map(|rows| self.count(Stage::GroupRoles, rows))
            }
            Message::PeopleToAsk { budget, answer } => {
                user_role_rows::to_ask(&self.mirror.db, self.log.sync, budget).map(|people| {
                    let _ = answer.send(people);
                })
            }
            Message::UserRoles { no, roles } => {
                let log = self.log(Stage::UserRoles);
                user_role_rows::put(&self.mirror.db, &log, no, &roles)
                    .map(|()| self.count(Stage::UserRoles, 1))
            }
            Message::Groups(list) => {
                let log = self.log(Stage::Groups);
                let mut row_numbers = std::mem::take(&mut self.row_numbers);
                let wrote = self.write_each(Stage::Groups, &list, |db, _, group| {
                    resources::put_group(db, &log, &mut row_numbers, group)
                });
                self.row_numbers = row_numbers;
                wrote
            }
            Message::Policies { asked, at, answers } => {
                let log = self.log(Stage::Policies);
                let (db, row_numbers) = (&self.mirror.db, &mut self.row_numbers);
                let asked = policies::Asked {
                    accounts: &asked,
                    at,
                };
                policies::put(db, &log, row_numbers, &asked, &answers)
                    .map(|rows| self.count(Stage::Policies, rows))
            }
            Message::Events { events, saved } => {
                let db = &self.mirror.db;
                event_rows::put(db, &events)
                    .and_then(|fresh| saved.save(db).map(|()| fresh))
                    .map(|fresh| self.count(Stage::Events, fresh))
            }
            Message::Total(stage, total) => {
                self.saved(stage).total = Some(total);
                Ok(())
            }
            Message::Restart => {
                let saved = self.saved(Stage::Users);
                saved.cursor = None;
                saved.walked = false;
                saved.begun_at = None;
                self.shards = None;
                self.watch = PageWatch::default();
                // Everyone will be seen a second time: now an index is worth its price.
                self.written = None;
                indexes::make(&self.mirror.db)
            }
            Message::Accounts {
                most,
                least,
                answer,
            } => self.accounts(least, most).map(|accounts| {
                let _ = answer.send(accounts);
            }),
            Message::Seen(answer) => {
                // Asked by parts that need the people, too: it begins no reading of them.
                let saved = self.stages.get(&Stage::Users);
                let _ = answer.send(saved.map_or(0, |saved| saved.rows));
                Ok(())
            }
            Message::End {
                stage,
                outcome,
                note,
                answer,
            } => {
                let saved = self.saved(stage);
                let mut rows = saved.rows;
                let only_changes = saved.cursor.as_deref() == Some(CHANGES_ONLY);
                let mut log = self.log(stage);
                if stage == Stage::Tokens {
                    log.whole = !only_changes;
                    if only_changes {
                        rows = token_rows::proven(&self.mirror.db).during(WRITING)?;
                        self.saved(stage).rows = rows;
                    }
                }
                let judged = end_stage(
                    &self.mirror.db,
                    &log,
                    &self.options,
                    (stage, rows),
                    outcome,
                    note,
                )
                .during(WRITING)?;
                let changes_only = !self.log.whole;
                let saved = self.saved(stage);
                saved.outcome = Some(judged.0);
                saved.note.clone_from(&judged.1);
                saved.ended_at = Some(saved.begun_at.unwrap_or(log.at));
                if stage == Stage::Users {
                    saved.cursor = changes_only.then(|| CHANGES_ONLY.to_owned());
                    self.shards = None;
                    self.written = None;
                    indexes::make(&self.mirror.db).during(WRITING)?;
                }
                self.commit()?;
                let _ = answer.send(judged);
                Ok(())
            }
            question => reader_queries::answer(&self.mirror.db, &self.log, question),
        };
        Ok(wrote.during(WRITING)?)
    }

    pub(super) fn page_done(&mut self) -> Result<(), SyncError> {
        self.pages += 1;
        if self.pages >= self.options.commit_pages {
            self.commit()?;
        }
        Ok(())
    }

    fn write_each<T>(
        &mut self,
        stage: Stage,
        list: &[T],
        mut put: impl FnMut(&Connection, &Log, &T) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let log = self.log(stage);
        for item in list {
            put(&self.mirror.db, &log, item)?;
        }
        self.count(stage, list.len() as u64);
        Ok(())
    }

    fn accounts(&mut self, least: usize, most: usize) -> rusqlite::Result<Vec<(i64, AccountId)>> {
        if self.to_ask.len() < least {
            return Ok(Vec::new());
        }
        let mut read = self
            .mirror
            .db
            .prepare_cached("SELECT account_id FROM mirror_user WHERE no = ?1")?;
        let batch = self.to_ask.drain(..most.min(self.to_ask.len()));
        batch
            .map(|no| {
                let id: String = read.query_row([no], |row| row.get(0))?;
                Ok((no, AccountId::from(id)))
            })
            .collect()
    }

    /// Whether accounts are remembered to ask for their policies.
    pub(super) fn asks_policies(&self) -> bool {
        self.options.reads(Stage::Policies)
    }

    /// Where differences of a part are recorded: none when the part is read for the first time.
    fn log(&self, stage: Stage) -> Log {
        Log {
            record: self.recorded.contains(&stage),
            ..self.log
        }
    }

    pub(super) fn saved(&mut self, stage: Stage) -> &mut Saved {
        self.stages.entry(stage).or_default()
    }

    pub(super) fn count(&mut self, stage: Stage, rows: u64) {
        let saved = self.saved(stage);
        saved.rows += rows;
        let rows = saved.rows;
        self.counters.set(stage, rows);
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if !self.open {
            self.mirror
                .db
                .execute_batch("BEGIN IMMEDIATE")
                .during(WRITING)?;
            self.open = true;
            self.log.at = self.options.now();
            record_as(&self.mirror.db, Recorded::Sync(self.log.sync)).during(WRITING)?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if self.open {
            if let Some(written) = &self.shards {
                let cursor = written.shards.save();
                self.saved(Stage::Users).cursor = Some(cursor);
            }
            let db = &self.mirror.db;
            save(db, self.log.sync, self.log.at, &self.stages).during(WRITING)?;
            db.execute_batch("COMMIT").during(WRITING)?;
            self.open = false;
            self.pages = 0;
        }
        Ok(())
    }
}

/// The state of a stage after a failed request. What the credential or subscription does not allow is
/// reported; errors that may pass stop the sync, so that it can be resumed.
pub(super) fn tolerated(error: &Error) -> Option<(Outcome, String)> {
    use atlctl_api::ErrorKind as Kind;
    match error.kind {
        Kind::Forbidden
        | Kind::NotFound
        | Kind::Invalid
        | Kind::Conflict
        | Kind::PaymentRequired
        | Kind::NoCredential => Some((Outcome::Unavailable, error.to_string())),
        // It may pass, and the sync of the other parts need not wait for it. An answer that nobody can read, such as the
        // page of a proxy, says nothing of what may be read.
        Kind::Server | Kind::Unreadable | Kind::Redirect | Kind::TooLarge | Kind::Paging => {
            Some((Outcome::Failed, error.to_string()))
        }
        Kind::OldUserManagement => Some((Outcome::Unavailable, NOT_AVAILABLE.to_owned())),
        _ => None,
    }
}
