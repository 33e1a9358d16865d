//! Access to apps that runs gave or ended: the mirror takes it over, and the history names the run.

use atlctl_api::AccountId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::{Map, json};

use super::error::During;
use super::held_since::APPS;
use super::history::record_as;
use super::run_policies::{RunSource, insert};
use super::{Mirror, StoreError};

/// Access of an account to an app that ended with what a run did.
#[derive(Debug, Clone)]
pub struct AccessEnd<'a> {
    /// The account.
    pub account: AccountId,
    /// The app's ID.
    pub app: &'a str,
    /// When the last of what gave it was read back.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
}

const DOING: &str = "record access that a run ended";

impl Mirror {
    /// Records that accounts no longer have apps, all or nothing. Recording again changes nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_access_ends<'a>(
        &mut self,
        run: RunSource<'_>,
        ends: impl IntoIterator<Item = AccessEnd<'a>>,
    ) -> Result<(), StoreError> {
        let change = self.change().during(DOING)?;
        for end in ends {
            let at = end.at.as_millisecond();
            record_as(&change, run.writer(end.made, at)).during(DOING)?;
            let whose = (end.account.as_str(), end.app);
            end_access(&change, run, whose, (end.made, end.at)).during(DOING)?;
        }
        change.commit().during(DOING)
    }
}

/// The account no longer has the app.
pub(super) fn end_access(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    (account, app): (&str, &str),
    (made, at): (bool, Timestamp),
) -> rusqlite::Result<()> {
    let removed = change
        .prepare_cached(
            "DELETE FROM mirror_access WHERE user_no = (SELECT no FROM mirror_user WHERE account_id = ?1) \
             AND product_no = (SELECT no FROM mirror_product WHERE id = ?2)",
        )?
        .execute([account, app])?;
    if removed == 0 {
        return Ok(());
    }
    let user: i64 = change
        .prepare_cached("SELECT no FROM mirror_user WHERE account_id = ?1")?
        .query_row([account], |row| row.get(0))?;
    step_resources(change, user, -1)?;
    let detail = list_of_apps(&[], &[app]);
    insert(change, account, (at, None), made.then_some(run.id), detail)
}

/// One more, or one less, of the app's seats is in use.
pub(super) fn move_usage(change: &Transaction<'_>, app: &str, by: i64) -> rusqlite::Result<()> {
    change
        .prepare_cached(
            "UPDATE mirror_workspace SET usage = max(0, usage + ?2) WHERE id = ?1 AND usage IS NOT NULL",
        )?
        .execute(params![app, by])
        .map(drop)
}

/// The person has access to one resource more, or one less.
pub(super) fn step_resources(change: &Transaction<'_>, user: i64, by: i64) -> rusqlite::Result<()> {
    change
        .prepare_cached(
            "UPDATE mirror_user SET resources = max(0, resources + ?2) WHERE no = ?1 AND resources IS NOT NULL",
        )?
        .execute(params![user, by])
        .map(drop)
}

/// A group lets its new member into its apps: they are in the mirror from now on, without activity that is known.
/// Suspended people get in when they are restored.
pub(super) fn note_apps_of_group(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    (user, account): (i64, &str),
    group: &str,
    (made, at): (bool, Timestamp),
) -> rusqlite::Result<()> {
    let gets_in: Option<bool> = change
        .prepare_cached("SELECT apps_known AND status = 'active' FROM mirror_user WHERE no = ?1")?
        .query_row([user], |row| row.get(0))
        .optional()?
        .flatten();
    if gets_in != Some(true) {
        return Ok(());
    }
    let given: Vec<(i64, String)> = change
        .prepare_cached(
            "SELECT p.no, p.id FROM mirror_group_role r JOIN mirror_product p ON p.id = r.resource \
             WHERE r.group_id = ?2 AND r.gone_sync IS NULL AND r.role <> 'atlassian/user-access-admin' \
             AND NOT EXISTS (SELECT 1 FROM mirror_access a WHERE a.user_no = ?1 AND a.product_no = p.no) \
             GROUP BY p.no ORDER BY p.id",
        )?
        .query_map(params![user, group], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (app, _) in &given {
        change
            .prepare_cached(
                "INSERT INTO mirror_access (user_no, product_no, activity_unknown) VALUES (?1, ?2, 1)",
            )?
            .execute(params![user, app])?;
        step_resources(change, user, 1)?;
    }
    if given.is_empty() {
        return Ok(());
    }
    let apps: Vec<&str> = given.iter().map(|(_, id)| id.as_str()).collect();
    insert(
        change,
        account,
        (at, None),
        made.then_some(run.id),
        list_of_apps(&apps, &[]),
    )
}

/// The detail of a change of somebody's apps, as a sync records it.
fn list_of_apps(added: &[&str], removed: &[&str]) -> Map<String, serde_json::Value> {
    let mut detail = Map::new();
    detail.insert(
        APPS.to_owned(),
        json!({ "added": added, "removed": removed }),
    );
    detail
}
