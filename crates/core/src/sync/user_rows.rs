//! People: new, the same, or different.

use atlctl_api::{ClaimStatus, DirectoryUser};
use rusqlite::types::ToSqlOutput;
use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::account_rows::AccountRows;
use super::changes::{Log, diff};
use super::columns::{COUNT, TRACKED, UNTRACKED, values};
use super::indexes::Written;
use super::intern::Intern;

/// What happened to a person's rows.
pub(super) struct Applied {
    /// Our number for the person; none for an entry without an account.
    pub(super) no: Option<i64>,
    /// Whether this sync sees the person for the first time.
    pub(super) first_time: bool,
    /// Whether the organisation manages the account.
    pub(super) managed: bool,
}

/// The statements, at hand for a whole page; end them with [`UserRows::finish`].
pub(super) struct UserRows<'c> {
    db: &'c Connection,
    find: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    insert_raw: CachedStatement<'c>,
    same: CachedStatement<'c>,
    touch: CachedStatement<'c>,
    update: CachedStatement<'c>,
    update_raw: CachedStatement<'c>,
    before: CachedStatement<'c>,
    accounts: AccountRows<'c>,
    whole: bool,
}

struct Known {
    no: i64,
    seen: i64,
    gone: bool,
}

impl<'c> UserRows<'c> {
    /// `whole`: a person's JSON says all that is written of them, so that an equal one means no change.
    pub(super) fn new(db: &'c Connection, whole: bool) -> rusqlite::Result<Self> {
        let names = || TRACKED.iter().chain(&UNTRACKED);
        let columns: String = names().map(|name| format!(", {name}")).collect();
        let places: String = (0..COUNT).map(|at| format!(", ?{}", at + 5)).collect();
        let sets: String = names()
            .enumerate()
            .map(|(at, name)| format!(", {name} = ?{}", at + 3))
            .collect();
        Ok(Self {
            db,
            find: db.prepare_cached(
                "SELECT no, seen, gone_sync IS NOT NULL FROM mirror_user WHERE account_id = ?1",
            )?,
            insert: db.prepare_cached(&format!(
                "INSERT INTO mirror_user (no, account_id, seen, first_sync{columns}) \
                 VALUES (?1, ?2, ?3, ?4{places})"
            ))?,
            insert_raw: db
                .prepare_cached("INSERT INTO mirror_user_raw (no, raw) VALUES (?1, ?2)")?,
            same: db.prepare_cached("SELECT raw FROM mirror_user_raw WHERE no = ?1")?,
            touch: db.prepare_cached(
                "UPDATE mirror_user SET seen = ?2, gone_sync = NULL WHERE no = ?1",
            )?,
            update: db.prepare_cached(&format!(
                "UPDATE mirror_user SET seen = ?2, gone_sync = NULL{sets} WHERE no = ?1"
            ))?,
            update_raw: db.prepare_cached(
                "INSERT INTO mirror_user_raw (no, raw) VALUES (?1, ?2) \
                 ON CONFLICT (no) DO UPDATE SET raw = excluded.raw",
            )?,
            before: db.prepare_cached(&format!(
                "SELECT {} FROM mirror_user WHERE no = ?1",
                TRACKED.join(", ")
            ))?,
            accounts: AccountRows::new(db)?,
            whole,
        })
    }

    /// Writes a person. `next` is the number a new one gets; `written` stands in for an index while there
    /// is none.
    pub(super) fn apply(
        &mut self,
        written: Option<&mut Written>,
        intern: &mut Intern,
        log: &Log,
        next: i64,
        user: &DirectoryUser<'_>,
    ) -> rusqlite::Result<Applied> {
        let mut applied = Applied {
            no: None,
            first_time: false,
            managed: user.claim_status == Some(ClaimStatus::Managed),
        };
        let Some(id) = user.account_id.as_deref().filter(|id| !id.is_empty()) else {
            return Ok(applied);
        };
        let values = values(user);
        let raw = user.raw.unwrap_or_default();
        let known = if written.is_some_and(|written| written.is_new(id)) {
            None
        } else {
            self.known(id)?
        };
        if let Some(known) = known {
            applied.no = Some(known.no);
            applied.first_time = known.seen < log.sync;
            self.refresh(intern, log, &known, id, user, &values, raw)?;
        } else {
            self.insert(log.sync, next, id, &values, raw)?;
            self.accounts.add(intern, log, next, user)?;
            log.write(self.db, "user", id, "appeared", None)?;
            applied.no = Some(next);
            applied.first_time = true;
        }
        Ok(applied)
    }

    /// Writes what waits to be written with the rows of others.
    pub(super) fn finish(mut self) -> rusqlite::Result<()> {
        self.accounts.write()
    }

    fn insert(
        &mut self,
        sync: i64,
        no: i64,
        id: &str,
        values: &[ToSqlOutput<'_>; COUNT],
        raw: &str,
    ) -> rusqlite::Result<()> {
        let insert = &mut self.insert;
        insert.raw_bind_parameter(1, no)?;
        insert.raw_bind_parameter(2, id)?;
        insert.raw_bind_parameter(3, sync)?;
        insert.raw_bind_parameter(4, sync)?;
        for (at, value) in values.iter().enumerate() {
            insert.raw_bind_parameter(at + 5, value)?;
        }
        insert.raw_execute()?;
        self.insert_raw.execute((no, raw)).map(drop)
    }

    fn known(&mut self, id: &str) -> rusqlite::Result<Option<Known>> {
        self.find
            .query_row([id], |row| {
                Ok(Known {
                    no: row.get(0)?,
                    seen: row.get(1)?,
                    gone: row.get(2)?,
                })
            })
            .optional()
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one caller; a struct would only rename them"
    )]
    fn refresh(
        &mut self,
        intern: &mut Intern,
        log: &Log,
        known: &Known,
        id: &str,
        user: &DirectoryUser<'_>,
        values: &[ToSqlOutput<'_>; COUNT],
        raw: &str,
    ) -> rusqlite::Result<()> {
        let same = self.whole
            && self
                .same
                .query_row([known.no], |row| Ok(row.get_ref(0)?.as_str() == Ok(raw)))
                .optional()?
                .unwrap_or(false);
        if known.gone {
            log.write(self.db, "user", id, "returned", None)?;
        }
        if same {
            if known.gone || known.seen != log.sync {
                self.touch.execute([known.no, log.sync])?;
            }
            // The groups may not have been named by anyone else.
            for group in user.groups.iter().flatten() {
                if let Some(id) = group.id.as_deref().filter(|id| !id.is_empty()) {
                    intern.group(
                        self.db,
                        log,
                        id,
                        group.name.as_deref(),
                        group.description.as_deref(),
                    )?;
                }
            }
            return Ok(());
        }
        let mut detail = self
            .before
            .query_row([known.no], |row| diff(&TRACKED, row, 0, values))?;
        let update = &mut self.update;
        update.raw_bind_parameter(1, known.no)?;
        update.raw_bind_parameter(2, log.sync)?;
        for (at, value) in values.iter().enumerate() {
            update.raw_bind_parameter(at + 3, value)?;
        }
        update.raw_execute()?;
        self.update_raw.execute((known.no, raw))?;
        self.accounts
            .replace(intern, log, known.no, user, &mut detail)?;
        if !detail.is_empty() {
            log.write(self.db, "user", id, "changed", Some(detail))?;
        }
        Ok(())
    }
}
