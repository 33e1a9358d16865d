//! Seats of apps that a run freed or took by what it made of people: suspended and deactivated people use none, and neither
//! does who is no longer in the directory.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::error::During as _;
use super::run_access::{move_usage, takes_seat};
use super::{Mirror, StoreError};

/// The seats that some people use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeatsUsed {
    /// The app's ID, and the account.
    pub seats: BTreeSet<(String, String)>,
    /// People with unknown apps or an unknown status.
    pub unknown: u64,
}

impl Mirror {
    /// The seats that the accounts use, as far as the mirror knows their apps.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seats_used_by<'a>(
        &self,
        accounts: impl Iterator<Item = &'a str>,
    ) -> Result<SeatsUsed, StoreError> {
        let mut used = SeatsUsed::default();
        for account in accounts {
            self.add_seats(account, &mut used)
                .during("read which seats people use")?;
        }
        Ok(used)
    }

    fn add_seats(&self, account: &str, used: &mut SeatsUsed) -> rusqlite::Result<()> {
        let person: Option<(i64, bool)> = self
            .db
            .prepare_cached(
                "SELECT no, apps_known AND status IS NOT NULL FROM mirror_user WHERE account_id = ?1",
            )?
            .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match person {
            Some((user, true)) => {
                let apps = seats(&self.db, user)?.into_iter();
                let seats = apps.map(|app| (app, account.to_owned()));
                used.seats.extend(seats);
            }
            _ => used.unknown += 1,
        }
        Ok(())
    }
}

/// The apps in which a person uses a seat, by ID. Where no way to an app is known, it is taken for one with a seat; a role
/// that only follows from another one takes none.
pub(super) fn seats(change: &Connection, user: i64) -> rusqlite::Result<BTreeSet<String>> {
    let by_group = "FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no AND g.gone_sync IS NULL \
        JOIN mirror_group_role w ON w.group_id = g.id AND w.gone_sync IS NULL AND w.resource = p.id \
        WHERE m.user_no = u.no";
    let own = "FROM mirror_user_grant w JOIN mirror_resource s ON s.no = w.resource_no AND s.id = p.id \
        WHERE w.user_no = u.no AND (w.direct OR w.inferred)";
    let takes = takes_seat("w.role");
    change
        .prepare_cached(&format!(
            "SELECT p.id FROM mirror_user u JOIN mirror_access a ON a.user_no = u.no \
             JOIN mirror_product p ON p.no = a.product_no \
             WHERE u.no = ?1 AND u.apps_known AND u.status = 'active' AND u.gone_sync IS NULL \
             AND (EXISTS (SELECT 1 {by_group} AND {takes}) OR EXISTS (SELECT 1 {own} AND w.direct AND {takes}) \
               OR NOT (EXISTS (SELECT 1 {by_group}) OR EXISTS (SELECT 1 {own})))"
        ))?
        .query_map([user], |row| row.get(0))?
        .collect()
}

/// Whether the person uses seats at all.
pub(super) fn uses_seats(change: &Transaction<'_>, user: i64) -> rusqlite::Result<bool> {
    change
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mirror_user WHERE no = ?1 AND status = 'active')",
        )?
        .query_row([user], |row| row.get(0))
}

/// Counts the seats that the person uses now, and not those of before.
pub(super) fn count_seats(
    change: &Transaction<'_>,
    user: i64,
    before: &BTreeSet<String>,
) -> rusqlite::Result<()> {
    let now = seats(change, user)?;
    for app in before.difference(&now) {
        move_usage(change, app, -1)?;
    }
    for app in now.difference(before) {
        move_usage(change, app, 1)?;
    }
    Ok(())
}
