//! What runs changed, other than policies: the mirror takes it over when a run confirms it, and the history names the
//! run.

use atlctl_api::AccountId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::{Map, json};

use super::error::During;
use super::history::record_as;
use super::run_access::{note_apps_of_group, step_resources};
use super::run_found::Sought;
use super::run_policies::{RunSource, insert};
use super::{Mirror, StoreError, last_reading, run_found};

/// A value of an account, as a run read it back.
#[derive(Debug, Clone)]
pub struct RunEdit<'a> {
    /// The account.
    pub account: AccountId,
    /// The name of the value in the history: `membership_status`, `group`.
    pub field: &'static str,
    /// The value before; `None` when there was none or it is unknown.
    pub before: Option<&'a str>,
    /// The value as read; `None` when there is none.
    pub after: Option<&'a str>,
    /// The name of the group or role, for people.
    pub name: Option<&'a str>,
    /// When it was read.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
    /// What changes in the mirror.
    pub edits: Vec<Edit<'a>>,
}

impl<'a> RunEdit<'a> {
    /// What a sync may have found of it since the plan was made.
    fn sought(&'a self, run: RunSource<'_>) -> Sought<'a> {
        Sought {
            account: self.account.as_str(),
            field: self.field,
            before: self.before,
            after: self.after,
            since: run.planned_at.as_second(),
        }
    }
}

/// A change of the mirror's row of an account.
#[derive(Debug, Clone, Copy)]
pub enum Edit<'a> {
    /// A column of the account gets a value.
    Column(&'static str, Option<&'a str>),
    /// The account is active, deactivated or to be deleted.
    Lifecycle {
        /// `active`, `deactivated` or `for_deletion`.
        status: &'a str,
    },
    /// The account was removed from the directory, with its groups, roles and apps. An account that the organization
    /// does not manage is gone with that.
    Removed,
    /// The account is in a group, or is not.
    Member {
        /// The group's ID.
        group: &'a str,
        /// Whether it is in.
        is_in: bool,
    },
    /// The account has access to an app; nothing is known of its activity there yet.
    App {
        /// The app's ID.
        app: &'a str,
    },
    /// The account has a role of its own in an app, or has not.
    AppRole {
        /// The directory's ID, or `-`.
        directory: &'a str,
        /// The app's ID.
        app: &'a str,
        /// The role.
        role: &'a str,
        /// Whether it has it.
        held: bool,
    },
    /// The account has an organization role, or has not.
    PlatformRole {
        /// The role.
        role: &'a str,
        /// Whether it has it.
        held: bool,
    },
}

const DOING: &str = "record what a run changed";

impl Mirror {
    /// Records what a run read back, all or nothing. Accounts that the mirror does not know are left to the next sync.
    /// Recording again changes nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_edits<'a>(
        &mut self,
        run: RunSource<'_>,
        rows: impl IntoIterator<Item = RunEdit<'a>>,
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

fn note(change: &Transaction<'_>, run: RunSource<'_>, row: &RunEdit<'_>) -> rusqlite::Result<()> {
    let account = row.account.as_str();
    let no: Option<i64> = change
        .prepare_cached("SELECT no FROM mirror_user WHERE account_id = (SELECT ?1)")?
        .query_row([account], |row| row.get(0))
        .optional()?;
    let Some(no) = no else { return Ok(()) };
    if row.made && !is_noted(change, run, row)? {
        let mut detail = Map::new();
        detail.insert(row.field.to_owned(), json!([row.before, row.after]));
        if let Some(name) = row.name {
            detail.insert(format!("{}_name", row.field), json!(name));
        }
        let found = run_found::take(change, row.sought(run))?;
        insert(change, account, (row.at, found), Some(run.id), detail)?;
    }
    for edit in &row.edits {
        apply(change, no, edit)?;
        if let Edit::Member { group, is_in: true } = edit {
            note_apps_of_group(change, run, (no, account), group, (row.made, row.at))?;
        }
    }
    if row.edits.is_empty() {
        return Ok(());
    }
    last_reading::outdate(change, no)
}

fn is_noted(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    row: &RunEdit<'_>,
) -> rusqlite::Result<bool> {
    change
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mirror_change WHERE thing = 'user' AND id = ?1 AND run = ?2 \
             AND json_extract(detail, '$.' || ?3) = json_array(?4, ?5))",
        )?
        .query_row(
            params![row.account.as_str(), run.id, row.field, row.before, row.after],
            |row| row.get(0),
        )
}

fn apply(change: &Transaction<'_>, no: i64, edit: &Edit<'_>) -> rusqlite::Result<()> {
    match edit {
        Edit::Column(column, value) => {
            change
                .prepare_cached(&format!(
                    "UPDATE mirror_user SET {column} = ?2 WHERE no = ?1"
                ))?
                .execute(params![no, value])?;
            // The person's tokens bear their address and name.
            if matches!(*column, "email" | "name") {
                change
                    .prepare_cached(&format!(
                        "UPDATE mirror_token SET {column} = ?2 \
                         WHERE account_id = (SELECT account_id FROM mirror_user WHERE no = ?1)"
                    ))?
                    .execute(params![no, value])?;
            }
            Ok(())
        }
        // An account that is active again has the access to the directory that it had before, and one that is to be
        // deleted is deactivated too. The portal of the original user management has words of its own.
        Edit::Lifecycle { status } => change
            .prepare_cached(
                "UPDATE mirror_user SET \
                 account_status = iif(?2 = 'active', 'active', 'inactive'), \
                 status = CASE \
                   WHEN ?2 = 'active' AND membership_status = 'suspended' THEN 'suspended' \
                   WHEN ?2 = 'active' AND membership_status = 'no_membership' THEN 'not_invited' \
                   WHEN ?2 = 'deactivated' AND status = 'for_deletion' THEN status \
                   WHEN ?2 = 'deactivated' AND NOT EXISTS (SELECT 1 FROM mirror_directory) \
                     THEN coalesce((SELECT o.status FROM mirror_user o WHERE o.account_status = 'inactive' \
                       AND o.status NOT IN ('active', 'suspended', 'not_invited', 'deactivated', 'for_deletion') \
                       LIMIT 1), ?2) \
                   ELSE ?2 END \
                 WHERE no = ?1",
            )?
            .execute(params![no, status])
            .map(drop),
        Edit::Removed => remove(change, no),
        Edit::Member { group, is_in } => {
            let sql = if *is_in {
                "INSERT INTO mirror_membership (user_no, group_no) \
                 SELECT ?1, g.no FROM mirror_group g WHERE g.id = ?2 ON CONFLICT DO NOTHING"
            } else {
                "DELETE FROM mirror_membership WHERE user_no = ?1 \
                 AND group_no = (SELECT no FROM mirror_group WHERE id = ?2)"
            };
            let changed = change.prepare_cached(sql)?.execute(params![no, group])?;
            if changed == 0 {
                return Ok(());
            }
            // What groups gave them is no longer as it was read.
            outdate_own_roles(change, no)?;
            let step = if *is_in { 1 } else { -1 };
            change
                .prepare_cached(
                    "UPDATE mirror_group SET users = max(0, users + ?2) WHERE id = ?1 AND users IS NOT NULL",
                )?
                .execute(params![group, step])
                .map(drop)
        }
        Edit::App { app } => {
            let given = change
                .prepare_cached(
                    "INSERT INTO mirror_access (user_no, product_no, activity_unknown) \
                     SELECT ?1, p.no, 1 FROM mirror_product p WHERE p.id = ?2 ON CONFLICT DO NOTHING",
                )?
                .execute(params![no, app])?;
            if given > 0 {
                step_resources(change, no, 1)?;
            }
            Ok(())
        }
        // Whatever else gives the role, one that was granted is the account's own, and one that was revoked no longer is.
        Edit::AppRole {
            directory,
            app,
            role,
            held,
        } => {
            if *held {
                change
                    .prepare_cached(
                        "INSERT INTO mirror_user_grant \
                           (user_no, resource_no, directory_id, role, direct, by_group, inferred) \
                         SELECT ?1, r.no, d.id, ?3, 1, 0, 0 FROM mirror_resource r, \
                           (SELECT coalesce(nullif(?4, '-'), \
                             (SELECT directory_id FROM mirror_user_grant WHERE user_no = ?1 LIMIT 1), \
                             (SELECT max(id) FROM mirror_directory HAVING count(*) = 1)) AS id) d \
                         WHERE r.id = ?2 AND d.id IS NOT NULL \
                           AND EXISTS (SELECT 1 FROM mirror_user_grant_read g WHERE g.user_no = ?1) \
                         ON CONFLICT DO UPDATE SET direct = 1",
                    )?
                    .execute(params![no, app, role, directory])?;
            } else {
                change
                    .prepare_cached(
                        "UPDATE mirror_user_grant SET direct = 0 WHERE user_no = ?1 AND role = ?3 AND direct \
                         AND resource_no = (SELECT no FROM mirror_resource WHERE id = ?2)",
                    )?
                    .execute(params![no, app, role])?;
                change
                    .prepare_cached(
                        "DELETE FROM mirror_user_grant WHERE user_no = ?1 AND role = ?3 \
                         AND NOT (direct OR by_group OR inferred) \
                         AND resource_no = (SELECT no FROM mirror_resource WHERE id = ?2)",
                    )?
                    .execute(params![no, app, role])?;
            }
            outdate_own_roles(change, no)
        }
        Edit::PlatformRole { role, held } => {
            let sql = if *held {
                "INSERT INTO mirror_role (user_no, role) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
            } else {
                "DELETE FROM mirror_role WHERE user_no = ?1 AND role = ?2"
            };
            if change.prepare_cached(sql)?.execute(params![no, role])? > 0 {
                outdate_own_roles(change, no)?;
            }
            change
                .prepare_cached(
                    "UPDATE mirror_user SET org_admin = EXISTS (SELECT 1 FROM mirror_role r WHERE r.user_no = ?1 \
                     AND r.role = 'atlassian/org-admin') WHERE no = ?1 AND org_admin IS NOT NULL",
                )?
                .execute([no])
                .map(drop)
        }
    }
}

/// The roles of the account were read before the run changed something of them.
fn outdate_own_roles(change: &Transaction<'_>, no: i64) -> rusqlite::Result<()> {
    change
        .prepare_cached("UPDATE mirror_user_grant_read SET sync_no = 0 WHERE user_no = ?1")?
        .execute([no])
        .map(drop)
}

fn remove(change: &Transaction<'_>, no: i64) -> rusqlite::Result<()> {
    outdate_own_roles(change, no)?;
    for sql in [
        "UPDATE mirror_group SET users = max(0, users - 1) WHERE users IS NOT NULL \
         AND no IN (SELECT group_no FROM mirror_membership WHERE user_no = ?1)",
        "DELETE FROM mirror_membership WHERE user_no = ?1",
        "DELETE FROM mirror_role WHERE user_no = ?1",
        "DELETE FROM mirror_access WHERE user_no = ?1",
        "UPDATE mirror_user SET membership_status = 'no_membership', \
           status = CASE WHEN status IN ('deactivated', 'for_deletion') THEN status ELSE 'not_invited' END, \
           org_admin = iif(org_admin IS NULL, NULL, 0), resources = iif(resources IS NULL, NULL, 0), \
           gone_sync = CASE WHEN claim_status = 'unmanaged' AND gone_sync IS NULL \
             THEN (SELECT coalesce(max(no), 0) FROM mirror_sync) ELSE gone_sync END \
         WHERE no = ?1",
    ] {
        change.prepare_cached(sql)?.execute([no])?;
    }
    Ok(())
}
