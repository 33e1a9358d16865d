//! Which seats people use, and those that a run frees or takes. One rule: an active person uses a seat of an app with a role
//! that takes one, assigned to them or given by a group. Whatever a run did, the seats of each person are compared before
//! and after it, so that one of two roles frees none.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::error::During as _;
use super::history::record_as;
use super::run_access::move_usage;
use super::run_granted_roles::granted_since;
use super::run_policies::RunSource;
use super::{Mirror, StoreError};
use crate::change::{KnownRole, ROLES};

/// The seats that some people use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeatsUsed {
    /// The app's ID, and the account.
    pub seats: BTreeSet<(String, String)>,
    /// People with unknown apps or an unknown status.
    pub unknown: u64,
}

/// The seats that people used before a run.
#[derive(Debug, Clone, Default)]
pub struct SeatsBefore {
    of: BTreeMap<i64, Used>,
}

/// The seats of one person.
#[derive(Debug, Clone)]
struct Used {
    /// When the run read the person back last.
    at: Timestamp,
    /// Whether the run made a change of them (and did not find it made).
    made: bool,
    /// Whether their apps and status are known.
    known: bool,
    /// The apps, by ID.
    apps: BTreeSet<String>,
}

const DOING: &str = "count seats";

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
            match person(&self.db, account).during(DOING)? {
                Some((user, true)) => {
                    let apps = seats(&self.db, user).during(DOING)?.into_iter();
                    let seats = apps.map(|app| (app, account.to_owned()));
                    used.seats.extend(seats);
                }
                _ => used.unknown += 1,
            }
        }
        Ok(used)
    }

    /// The seats that people use before the mirror learns of a run: accounts, when the run read each back, and whether it
    /// made a change.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seats_before<'a>(
        &self,
        accounts: impl IntoIterator<Item = (&'a str, Timestamp, bool)>,
    ) -> Result<SeatsBefore, StoreError> {
        let mut before = SeatsBefore::default();
        for (account, at, made) in accounts {
            let Some((user, known)) = person(&self.db, account).during(DOING)? else {
                continue;
            };
            if let Some(used) = before.of.get_mut(&user) {
                used.at = used.at.max(at);
                used.made |= made;
                continue;
            }
            let apps = seats(&self.db, user).during(DOING)?;
            let used = Used {
                at,
                made,
                known,
                apps,
            };
            before.of.insert(user, used);
        }
        Ok(before)
    }

    /// Counts the seats that people use after a run, and not those of before. Of somebody whose apps were unknown, it is
    /// unknown whether they had the seat, and so is how many are in use.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn count_seats_since(
        &mut self,
        run: RunSource<'_>,
        before: &SeatsBefore,
    ) -> Result<(), StoreError> {
        let change = self.change().during(DOING)?;
        for (user, was) in &before.of {
            let now = seats(&change, *user).during(DOING)?;
            if now == was.apps {
                continue;
            }
            let writer = run.writer(was.made, was.at.as_millisecond());
            record_as(&change, writer).during(DOING)?;
            for app in was.apps.symmetric_difference(&now) {
                match was.known {
                    true => {
                        let by = if now.contains(app) { 1 } else { -1 };
                        move_usage(&change, app, by).during(DOING)?;
                    }
                    false => forget_usage(&change, app).during(DOING)?,
                }
            }
        }
        change.commit().during(DOING)
    }
}

/// The person's number, and whether their apps and status are known.
fn person(db: &Connection, account: &str) -> rusqlite::Result<Option<(i64, bool)>> {
    db.prepare_cached(
        "SELECT no, apps_known AND status IS NOT NULL FROM mirror_user WHERE account_id = ?1",
    )?
    .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()
}

/// Whether a role takes a seat, as SQL. One that no specification names may, so it counts.
pub(super) fn takes_seat(role: &str) -> String {
    let without = ROLES.iter().filter(|role| !role.seat);
    let ids: Vec<String> = without.map(|role| format!("'{}'", role.id)).collect();
    format!("{role} NOT IN ({})", ids.join(", "))
}

/// The seats in use of an app are unknown from now on.
pub(super) fn forget_usage(change: &Transaction<'_>, app: &str) -> rusqlite::Result<()> {
    change
        .prepare_cached("UPDATE mirror_workspace SET usage = NULL WHERE id = ?1")?
        .execute([app])
        .map(drop)
}

/// The apps in which a person uses a seat, by ID. Where no way to an app was read, and the list of people has it, it is taken
/// for one with a seat; a role that only follows from another one takes none.
fn seats(db: &Connection, user: i64) -> rusqlite::Result<BTreeSet<String>> {
    let by_group = "FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no AND g.gone_sync IS NULL \
        JOIN mirror_group_role w ON w.group_id = g.id AND w.gone_sync IS NULL AND w.resource = p.id \
        WHERE m.user_no = u.no";
    let own = "FROM mirror_user_grant w JOIN mirror_resource s ON s.no = w.resource_no AND s.id = p.id \
        WHERE w.user_no = u.no AND (w.direct OR w.inferred)";
    let takes = takes_seat("w.role");
    let mut read = db.prepare_cached(&format!(
        "SELECT p.id, u.account_id, \
           EXISTS (SELECT 1 {by_group} AND {takes}) OR EXISTS (SELECT 1 {own} AND w.direct AND {takes}), \
           NOT (EXISTS (SELECT 1 {by_group}) OR EXISTS (SELECT 1 {own})) \
             AND coalesce((SELECT instr(r.raw, p.id) > 0 FROM mirror_user_raw r WHERE r.no = u.no), 1) \
         FROM mirror_user u JOIN mirror_access a ON a.user_no = u.no JOIN mirror_product p ON p.no = a.product_no \
         WHERE u.no = ?1 AND u.status = 'active' AND u.gone_sync IS NULL"
    ))?;
    let mut rows = read.query([user])?;
    let mut seats = BTreeSet::new();
    let mut granted = None;
    while let Some(row) = rows.next()? {
        let app: String = row.get(0)?;
        let (by_way, listed): (bool, bool) = (row.get(2)?, row.get(3)?);
        if by_way || listed || is_granted_seat(db, &app, row, &mut granted)? {
            seats.insert(app);
        }
    }
    Ok(seats)
}

/// Whether a run gave the person a role that takes a seat, since the people were read. `granted`: what runs gave them.
fn is_granted_seat(
    db: &Connection,
    app: &str,
    row: &rusqlite::Row<'_>,
    granted: &mut Option<BTreeSet<(String, String)>>,
) -> rusqlite::Result<bool> {
    if granted.is_none() {
        *granted = Some(granted_since(db, &row.get::<_, String>(1)?)?);
    }
    let mut roles = granted.iter().flatten().filter(|(of, _)| of == app);
    Ok(roles.any(|(_, role)| KnownRole::with_id(role).is_none_or(|role| role.seat)))
}
