//! Ways to apps that runs ended: whether people keep the app, or whether that is unknown until the next sync.

use std::collections::BTreeSet;

use atlctl_api::AccountId;
use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::error::During;
use super::history::record_as;
use super::run_access::end_access;
use super::run_granted_roles::granted_since;
use super::run_policies::RunSource;
use super::run_seats::{forget_usage, takes_seat};
use super::{Mirror, StoreError, last_reading};
use crate::change::Grant;

/// A way of an account to apps, which a run ended.
#[derive(Debug, Clone)]
pub struct AccountWay {
    /// The account.
    pub account: AccountId,
    /// What it was.
    pub grant: Grant,
    /// When the run read it back.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
}

/// Whether somebody keeps an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Yes,
    No,
    Unknown,
}

const DOING: &str = "record ways to apps that a run ended";

impl Mirror {
    /// Those of the accounts whose own roles in apps are known as of the last sync of people.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn with_current_roles<'a>(
        &self,
        accounts: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut read = self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM user_role_read WHERE account_id = ?1 AND NOT outdated)",
            )
            .during(DOING)?;
        let mut current = BTreeSet::new();
        for account in accounts {
            let is_current: bool = read.query_row([account], |row| row.get(0)).during(DOING)?;
            if is_current {
                current.insert(account.to_owned());
            }
        }
        Ok(current)
    }

    /// Records that ways to apps ended, all or nothing, after everything else that the run did. Who has no other way no
    /// longer has the app; where that cannot be known, their apps are unknown from now on. `current`: the accounts whose own
    /// roles were known before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_ended_ways(
        &mut self,
        run: RunSource<'_>,
        ways: &[AccountWay],
        current: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let change = self.change().during(DOING)?;
        for way in ways {
            record_as(&change, run.writer(way.made, way.at.as_millisecond())).during(DOING)?;
            let knows_roles = current.contains(way.account.as_str());
            note(&change, run, way, knows_roles).during(DOING)?;
        }
        change.commit().during(DOING)
    }
}

fn note(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    way: &AccountWay,
    knows_roles: bool,
) -> rusqlite::Result<()> {
    let account = way.account.as_str();
    for (user, app, seat) in apps(change, account, &way.grant)? {
        match keeps(change, (user, account), &app, knows_roles)? {
            Keeps::Yes => {}
            Keeps::No => end_access(change, run, (account, &app), (way.made, way.at))?,
            Keeps::Unknown => {
                // Whether they keep the seat is unknown, and so is how many are in use.
                if seat && uses_seats(change, user)? {
                    forget_usage(change, &app)?;
                }
                change
                    .prepare_cached(
                        "UPDATE mirror_user SET apps_known = 0, resources = NULL, \
                         apps_reported_at = (SELECT s.started_at FROM mirror_sync s WHERE s.no = seen) \
                         WHERE no = ?1 AND apps_known",
                    )?
                    .execute([user])?;
                // An equal entry then says which apps they have, too.
                last_reading::outdate(change, user)?;
            }
        }
    }
    Ok(())
}

/// The apps to which the account had this way and has access, with its number, and whether the way takes a seat.
fn apps(
    change: &Transaction<'_>,
    account: &str,
    way: &Grant,
) -> rusqlite::Result<Vec<(i64, String, bool)>> {
    let held = format!(
        "SELECT a.user_no, p.id, max({}) FROM mirror_user u \
         JOIN mirror_access a ON a.user_no = u.no JOIN mirror_product p ON p.no = a.product_no",
        takes_seat("w.role")
    );
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    match way {
        Grant::Group { id: group, .. } => change
            .prepare_cached(&format!(
                "{held} JOIN mirror_group_role w ON w.resource = p.id AND w.gone_sync IS NULL AND w.group_id = ?2 \
                 WHERE u.account_id = ?1 AND u.apps_known GROUP BY 1, 2"
            ))?
            .query_map([account, group.as_str()], row)?
            .collect(),
        Grant::Role {
            role,
            resource: app,
            ..
        } => change
            .prepare_cached(&format!(
                "{held} JOIN (SELECT ?3 AS role) w WHERE u.account_id = ?1 AND u.apps_known AND p.id = ?2 GROUP BY 1, 2"
            ))?
            .query_map([account, app.as_str(), role.as_str()], row)?
            .collect(),
    }
}

/// Whether the person uses seats at all.
fn uses_seats(change: &Transaction<'_>, user: i64) -> rusqlite::Result<bool> {
    change
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mirror_user WHERE no = ?1 AND status = 'active')",
        )?
        .query_row([user], |row| row.get(0))
}

/// Whether another way to the app remains. A user access admin manages the users of an app without using it.
fn keeps(
    change: &Transaction<'_>,
    (user, account): (i64, &str),
    app: &str,
    knows_roles: bool,
) -> rusqlite::Result<Keeps> {
    let ask = |sql: &str| -> rusqlite::Result<bool> {
        change
            .prepare_cached(sql)?
            .query_row(params![user, app], |row| row.get(0))
    };
    let by_group = "SELECT EXISTS (SELECT 1 FROM mirror_membership m \
        JOIN mirror_group g ON g.no = m.group_no AND g.gone_sync IS NULL \
        JOIN mirror_group_role r ON r.group_id = g.id AND r.gone_sync IS NULL AND r.resource = ?2 \
          AND r.role <> 'atlassian/user-access-admin' WHERE m.user_no = ?1)";
    if ask(by_group)? {
        return Ok(Keeps::Yes);
    }
    let by_role = "SELECT EXISTS (SELECT 1 FROM mirror_user_grant o JOIN mirror_resource p ON p.no = o.resource_no \
        WHERE o.user_no = ?1 AND p.id = ?2 AND (o.direct OR o.inferred) AND o.role <> 'atlassian/user-access-admin')";
    if knows_roles && ask(by_role)? {
        return Ok(Keeps::Yes);
    }
    let mut granted = granted_since(change, account)?.into_iter();
    if granted.any(|(of, role)| of == app && role != "atlassian/user-access-admin") {
        return Ok(Keeps::Yes);
    }
    let by_unread_group = "SELECT EXISTS (SELECT 1 FROM mirror_membership m \
        JOIN mirror_group g ON g.no = m.group_no AND g.gone_sync IS NULL \
        WHERE m.user_no = ?1 AND g.roles_read_at IS NULL AND ?2 IS NOT NULL)";
    if ask(by_unread_group)? {
        return Ok(Keeps::Unknown);
    }
    // Whom the last reading did not give the app, a run of ours gave it: nothing else did.
    let was_listed =
        "SELECT coalesce((SELECT instr(raw, ?2) > 0 FROM mirror_user_raw WHERE no = ?1), 1)";
    Ok(match knows_roles || !ask(was_listed)? {
        true => Keeps::No,
        false => Keeps::Unknown,
    })
}
