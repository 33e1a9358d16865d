//! People: new, the same, or different.

use atlctl_api::{ClaimStatus, DirectoryUser};
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};
use serde_json::Map;

use super::account_rows::{AccountRows, ListChange};
use super::columns::{COUNT, TRACKED, UNTRACKED, place, values};
use super::emptied_lists::hold_list;
use super::indexes::{Again, Known};
use super::outdated_roles;
use super::person_lists::{Lists, PersonList};
use super::record_changes::{Log, diff};
use super::row_numbers::RowNumbers;
use crate::change::ORG_ADMIN;
use crate::store::{Reading, compare};

/// The change of a person's rows.
pub(super) struct Applied {
    /// Our number for the person; none for an entry without an account.
    pub(super) no: Option<i64>,
    /// Whether this sync sees the person for the first time.
    pub(super) first_time: bool,
    /// Whether the organization manages the account.
    pub(super) managed: bool,
}

/// The statements, at hand for a whole page; end them with [`UserRows::finish`].
pub(super) struct UserRows<'c> {
    db: &'c Connection,
    find: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    insert_raw: CachedStatement<'c>,
    same: CachedStatement<'c>,
    overtaken: CachedStatement<'c>,
    touch: CachedStatement<'c>,
    update: CachedStatement<'c>,
    update_raw: CachedStatement<'c>,
    before: CachedStatement<'c>,
    dropped: CachedStatement<'c>,
    accounts: AccountRows<'c>,
    whole: bool,
}

impl<'c> UserRows<'c> {
    /// `whole`: a person's JSON contains everything that is written, so equal JSON means no change.
    pub(super) fn new(db: &'c Connection, whole: bool) -> rusqlite::Result<Self> {
        let names = || TRACKED.iter().chain(&UNTRACKED);
        let columns: String = names().map(|name| format!(", {name}")).collect();
        let places: String = (0..COUNT).map(|at| format!(", ?{}", at + 5)).collect();
        let sets: String = names()
            .enumerate()
            .map(|(at, name)| {
                let place = at + 3;
                match *name {
                    // A person who loses an app was still active in it: the latest time that was ever seen stays.
                    "last_active" => format!(
                        ", last_active = coalesce(max(last_active, ?{place}), last_active, ?{place})"
                    ),
                    name => format!(", {name} = ?{place}"),
                }
            })
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
            overtaken: db.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM mirror_change WHERE thing = 'user' AND id = (SELECT ?1) \
                 AND run IS NOT NULL AND sync_no = ?2 AND at >= ?3)",
            )?,
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
                "SELECT groups_known, groups_reported_at, apps_known, apps_reported_at, roles_known, roles_reported_at, \
                 last_active, activity_known, \
                 EXISTS (SELECT 1 FROM mirror_role r WHERE r.user_no = mirror_user.no AND r.role = '{ORG_ADMIN}'), {} \
                 FROM mirror_user WHERE no = ?1",
                TRACKED.join(", ")
            ))?,
            dropped: db.prepare_cached(
                "UPDATE mirror_user SET groups_reported_at = iif(?2, s.started_at, groups_reported_at), \
                 apps_reported_at = iif(?3, s.started_at, apps_reported_at), \
                 roles_reported_at = iif(?4, s.started_at, roles_reported_at) \
                 FROM mirror_sync s WHERE mirror_user.no = ?1 AND s.no = ?5",
            )?,
            accounts: AccountRows::new(db)?,
            whole,
        })
    }

    /// Writes a person. `next` is the number of a new row; `again` replaces an index while there is none.
    pub(super) fn apply(
        &mut self,
        again: &mut Again,
        row_numbers: &mut RowNumbers,
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
        let reported = Lists::reported(user, self.whole);
        let mut values = values(user, reported);
        let raw = user.raw.unwrap_or_default();
        let known = match again.known(id) {
            Some(known) => known,
            None => self.known(id)?,
        };
        if let Some(known) = known {
            applied.no = Some(known.no);
            applied.first_time = known.seen < log.sync;
            self.refresh(
                row_numbers,
                log,
                &known,
                id,
                user,
                (&mut values, reported),
                raw,
            )?;
        } else {
            self.insert(log.sync, next, id, &values, raw)?;
            self.accounts.add(row_numbers, log, next, user)?;
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
        row_numbers: &mut RowNumbers,
        log: &Log,
        known: &Known,
        id: &str,
        user: &DirectoryUser<'_>,
        (values, reported): (&mut [ToSqlOutput<'_>; COUNT], Lists),
        raw: &str,
    ) -> rusqlite::Result<()> {
        let same = self.whole && self.is_same(log, known.no, id, raw)?;
        if known.gone {
            log.write(self.db, "user", id, "returned", None)?;
            outdated_roles::outdate(self.db, log.sync, known.no)?;
        }
        if same {
            if known.gone || known.seen != log.sync {
                self.touch.execute([known.no, log.sync])?;
            }
            // The groups may not have been named by anyone else.
            for group in user.groups.iter().flatten() {
                if let Some(id) = group.id.as_deref().filter(|id| !id.is_empty()) {
                    row_numbers.group(
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
        let held = self.emptied(known.no, user)?;
        let before = self
            .before
            .query_row([known.no], |row| Before::read(row, held, values))?;
        self.dropped(known, before.known, reported)?;
        let mut detail = before.detail;
        let update = &mut self.update;
        update.raw_bind_parameter(1, known.no)?;
        update.raw_bind_parameter(2, log.sync)?;
        for (at, value) in values.iter().enumerate() {
            update.raw_bind_parameter(at + 3, value)?;
        }
        update.raw_execute()?;
        self.update_raw.execute((known.no, raw))?;
        let change = ListChange {
            reported,
            held,
            known_before: before.known_ever,
        };
        self.accounts
            .replace(row_numbers, log, known.no, user, &change, &mut detail)?;
        if outdated_roles::may_change_roles(&detail) {
            outdated_roles::outdate(self.db, log.sync, known.no)?;
        }
        if !detail.is_empty() {
            log.write(self.db, "user", id, "changed", Some(detail))?;
        }
        Ok(())
    }

    /// Whether the rows are to stay as they are, because the entry brings nothing new: it is the one that they were
    /// written from, and no run changed them since. An entry from before a run of this very time brings nothing new
    /// either: the page may have been read before. The next sync then reads it anew.
    fn is_same(&mut self, log: &Log, no: i64, id: &str, raw: &str) -> rusqlite::Result<bool> {
        let reading = self
            .same
            .query_row([no], |row| {
                Ok(row.get_ref(0)?.as_str().map(|last| compare(last, raw)))
            })
            .optional()?;
        match reading {
            Some(Ok(Reading::Same)) => Ok(true),
            Some(Ok(Reading::BeforeRun)) => self
                .overtaken
                .query_row((id, log.sync, log.began), |row| row.get(0)),
            _ => Ok(false),
        }
    }

    /// Which lists are empty now and were not. They stay as they were until the stage ends.
    fn emptied(&self, no: i64, user: &DirectoryUser<'_>) -> rusqlite::Result<Lists> {
        let mut held = Lists::default();
        for list in PersonList::ALL {
            let entries = match list {
                PersonList::Groups => user.groups.as_ref().map(Vec::len),
                PersonList::Apps => user.product_access.as_ref().map(Vec::len),
                PersonList::Roles => user.platform_roles.as_ref().map(Vec::len),
            };
            let Some(entries) = entries else { continue };
            held.set(list, entries == 0 && list.is_filled(self.db, no)?);
            hold_list(self.db, no, list, held.of(list))?;
        }
        Ok(held)
    }

    /// Notes when lists were known last that are not reported anymore.
    fn dropped(&mut self, known: &Known, before: Lists, now: Lists) -> rusqlite::Result<()> {
        let gone = |list| before.of(list) && !now.of(list);
        let [groups, apps, roles] = PersonList::ALL.map(gone);
        if groups || apps || roles {
            self.dropped
                .execute((known.no, groups, apps, roles, known.seen))?;
        }
        Ok(())
    }
}

/// A person as known before.
struct Before {
    /// The lists that the last reading reported.
    known: Lists,
    /// The lists that any reading reported.
    known_ever: Lists,
    /// The differences, apart from lists.
    detail: Map<String, serde_json::Value>,
}

impl Before {
    /// Columns of lists, and of what follows from them, before the tracked ones.
    const OFFSET: usize = 9;

    /// Reads it. What follows from a held list is put back into the values.
    fn read(
        row: &Row<'_>,
        held: Lists,
        values: &mut [ToSqlOutput<'_>; COUNT],
    ) -> rusqlite::Result<Self> {
        let (mut known, mut known_ever) = (Lists::default(), Lists::default());
        for (at, list) in PersonList::ALL.into_iter().enumerate() {
            let now: bool = row.get(2 * at)?;
            known.set(list, now);
            known_ever.set(
                list,
                now || row.get::<_, Option<i64>>(2 * at + 1)?.is_some(),
            );
        }
        let mut put_back = |held: bool, name: &str, at: usize| -> rusqlite::Result<()> {
            if held && let Some(value) = place(name).and_then(|at| values.get_mut(at)) {
                *value = ToSqlOutput::Owned(row.get::<_, Value>(at)?);
            }
            Ok(())
        };
        put_back(held.apps, "last_active", 6)?;
        put_back(held.apps, "activity_known", 7)?;
        put_back(held.roles, "org_admin", 8)?;
        let detail = diff("mirror_user", &TRACKED, row, Self::OFFSET, values)?;
        Ok(Self {
            known,
            known_ever,
            detail,
        })
    }
}
