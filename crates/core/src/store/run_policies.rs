//! Changes made by runs: the mirror takes them over when a run confirms them, so that the next plan starts from the
//! current state and the history names the run.

use atlctl_api::{AccountId, PolicyId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use serde_json::{Map, Value, json};

use super::error::During;
use super::history::{Writer, record_as};
use super::run_found::{Found, Sought};
use super::{Mirror, StoreError, run_found};

/// A run.
#[derive(Debug, Clone, Copy)]
pub struct RunSource<'a> {
    /// The run's ID.
    pub id: &'a str,
    /// When its plan was made: differences that syncs found since then may come from the run.
    pub planned_at: Timestamp,
}

impl<'a> RunSource<'a> {
    /// Who recorded a value that the run read at this time, in milliseconds since 1970. What somebody else made is not
    /// the run's: it only found it.
    pub(super) fn writer(self, made: bool, at: i64) -> Writer<'a> {
        match made {
            true => Writer::Run { id: self.id, at },
            false => Writer::Command { at },
        }
    }
}

/// The policy of an account, read back by a run.
#[derive(Debug, Clone)]
pub struct PolicyReadBack<'a> {
    /// The account.
    pub account: AccountId,
    /// The previous policy; `None` when there was none or it is unknown.
    pub before: Option<&'a PolicyId>,
    /// The policy as read.
    pub policy: &'a PolicyId,
    /// When it was read.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
}

const DOING: &str = "record what a run changed";

impl Mirror {
    /// Records the policies that a run read back, all or none. Newer readings stay; accounts unknown to the mirror are
    /// left to the next sync. Recording again changes nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_run<'a>(
        &mut self,
        run: RunSource<'_>,
        rows: impl IntoIterator<Item = PolicyReadBack<'a>>,
    ) -> Result<(), StoreError> {
        let change = self.change().during(DOING)?;
        for row in rows {
            let at = row.at.as_millisecond();
            record_as(&change, run.writer(row.made, at)).during(DOING)?;
            note(&change, run, &row).during(DOING)?;
        }
        change.commit().during(DOING)
    }
}

/// An account in the mirror.
struct Stored {
    policy: Option<String>,
    read_at: i64,
}

fn note(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    row: &PolicyReadBack<'_>,
) -> rusqlite::Result<()> {
    let account = row.account.as_str();
    let no: Option<i64> = change
        .prepare_cached("SELECT no FROM mirror_user WHERE account_id = (SELECT ?1)")?
        .query_row([account], |row| row.get(0))
        .optional()?;
    let Some(no) = no else { return Ok(()) };
    change
        .prepare_cached("INSERT INTO mirror_policy (id) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([row.policy.as_str()])?;
    let stored = change
        .prepare_cached(
            "SELECT p.id, coalesce(m.read_at, 0) FROM mirror_policy_member m \
             LEFT JOIN mirror_policy p ON p.no = m.policy_no WHERE m.user_no = ?1",
        )?
        .query_row([no], |row| {
            Ok(Stored {
                policy: row.get(0)?,
                read_at: row.get(1)?,
            })
        })
        .optional()?;
    let at = row.at.as_millisecond();
    let newer = stored.as_ref().is_some_and(|stored| stored.read_at > at);
    let known = stored.and_then(|stored| stored.policy);
    if row.made {
        history(change, run, row, known.as_deref())?;
    } else if !newer && known.as_deref() != Some(row.policy.as_str()) {
        let detail = policy_change(change, known.as_deref(), Some(row.policy.as_str()))?;
        insert(change, account, (row.at, None), None, detail)?;
    }
    if newer {
        return Ok(());
    }
    change
        .prepare_cached(
            "INSERT INTO mirror_policy_member (user_no, policy_no, added_at, seen, read_at) \
             VALUES (?1, (SELECT no FROM mirror_policy WHERE id = ?2), NULL, \
               coalesce((SELECT max(no) FROM mirror_sync), 0), ?3) \
             ON CONFLICT (user_no) DO UPDATE SET policy_no = excluded.policy_no, \
               added_at = iif(policy_no IS excluded.policy_no, added_at, NULL), \
               seen = excluded.seen, read_at = excluded.read_at",
        )?
        .execute(params![no, row.policy.as_str(), at])?;
    change
        .prepare_cached("DELETE FROM mirror_emptied WHERE user_no = ?1 AND what = 'policy'")?
        .execute([no])
        .map(drop)
}

/// Writes down that the run made this change, once. A sync may have found it before the run could say so: then it is
/// the run's since that time.
fn history(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    row: &PolicyReadBack<'_>,
    known: Option<&str>,
) -> rusqlite::Result<()> {
    let account = row.account.as_str();
    let (before, after) = (row.before.map(PolicyId::as_str), row.policy.as_str());
    let noted: bool = change
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mirror_change WHERE thing = 'user' AND id = ?1 AND run = ?2 \
             AND json_extract(detail, '$.policy[1]') = ?3)",
        )?
        .query_row(params![account, run.id, after], |row| row.get(0))?;
    if noted {
        return Ok(());
    }
    let found = if known == Some(after) {
        let sought = Sought {
            account,
            field: "policy",
            before,
            after: Some(after),
            since: run.planned_at.as_second(),
        };
        // It is the run's since the run read it back.
        run_found::take(change, sought)?.map(|found| Found {
            at: row.at.as_second(),
            ..found
        })
    } else {
        None
    };
    let detail = policy_change(change, before, Some(after))?;
    insert(change, account, (row.at, found), Some(run.id), detail)
}

/// Records a change of a person: that of a sync that found it, if one did, else that of this time.
pub(super) fn insert(
    change: &Transaction<'_>,
    account: &str,
    (at, found): (Timestamp, Option<Found>),
    run: Option<&str>,
    mut detail: Map<String, Value>,
) -> rusqlite::Result<()> {
    let (sync, at) = match found {
        Some(found) => {
            detail.extend(found.beside);
            (Some(found.sync), found.at)
        }
        None => (None, at.as_second()),
    };
    change
        .prepare_cached(
            "INSERT INTO mirror_change (sync_no, at, thing, id, kind, detail, run) \
             SELECT coalesce(?5, max(no), 0), ?2, 'user', ?1, 'changed', ?3, ?4 FROM mirror_sync",
        )?
        .execute(params![
            account,
            at,
            Value::Object(detail).to_string(),
            run,
            sync
        ])
        .map(drop)
}

/// The details of a policy change: IDs, and the current names.
pub(crate) fn policy_change(
    db: &Connection,
    before: Option<&str>,
    after: Option<&str>,
) -> rusqlite::Result<Map<String, Value>> {
    let name = |id: Option<&str>| -> rusqlite::Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        let found = db
            .prepare_cached("SELECT name FROM mirror_policy WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(found.flatten())
    };
    let names = [name(before)?, name(after)?];
    let mut detail = Map::new();
    detail.insert("policy".to_owned(), json!([before, after]));
    if names.iter().any(Option::is_some) {
        detail.insert("policy_name".to_owned(), json!(names));
    }
    Ok(detail)
}
