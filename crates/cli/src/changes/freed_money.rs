//! What the seats cost that a plan frees.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::{AccountId, UserStatus};
use atlctl_core::change::AppEffect;
use atlctl_core::plan::Row;
use atlctl_core::report::{FreedSeats, freed_seats_note};
use atlctl_core::store::Mirror;

use crate::context::Context;
use crate::error::CliResult;
use crate::seat_prices::prices;

/// The cost of the seats that become free, where the configuration has prices. `effects`: what changes of groups and roles
/// do, where the plan changes access in no other way.
///
/// # Errors
/// When the mirror or the configuration cannot be read.
pub(super) fn freed_money(
    context: &Context,
    mirror: &Mirror,
    rows: &[Row],
    effects: &[AppEffect],
) -> CliResult<Option<String>> {
    let prices = prices(context)?;
    if prices.apps.is_empty() {
        return Ok(None);
    }
    let leavers = leavers(mirror, rows)?;
    let mut used = mirror.seats_used_by(leavers.iter().map(String::as_str))?;
    used.seats.extend(ended(rows));
    let mut by_app: BTreeMap<&str, u64> = BTreeMap::new();
    for (app, _) in &used.seats {
        *by_app.entry(app).or_default() += 1;
    }
    let mut freed: Vec<FreedSeats> = Vec::new();
    for app in mirror.apps()? {
        if let Some(seats) = by_app.get(app.id.as_str()) {
            freed.push(FreedSeats { app, seats: *seats });
        }
    }
    if leavers.is_empty() && freed.is_empty() {
        for effect in effects {
            let seats = effect.seats_freed.saturating_sub(effect.freed_unsure);
            used.unknown += effect.freed_unsure;
            if seats > 0 {
                let app = effect.app.clone();
                freed.push(FreedSeats { app, seats });
            }
        }
    }
    Ok(freed_seats_note(&freed, used.unknown, &prices))
}

/// The accounts that use no seats after the plan and may now: those that it suspends, deactivates or removes.
fn leavers(mirror: &Mirror, rows: &[Row]) -> CliResult<BTreeSet<String>> {
    let mut leavers = BTreeSet::new();
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        let (Some(account), Some(to)) = (&row.account, &row.to) else {
            continue;
        };
        let Some(before) = mirror.person_by_id(&AccountId::from(account.as_str()))? else {
            continue;
        };
        let may_use =
            |status: &Option<UserStatus>| matches!(status, None | Some(UserStatus::Active));
        let left = row.facet.kind.leaves(&row.facet.of, &before, to);
        if may_use(&before.status) && left.is_some_and(|left| !may_use(&left.status)) {
            leavers.insert(account.clone());
        }
    }
    Ok(leavers)
}

/// The seats of those whose access to an app ends, when all of their rows are changed: app and account.
fn ended(rows: &[Row]) -> impl Iterator<Item = (String, String)> {
    let mut seats: BTreeMap<(String, String), bool> = BTreeMap::new();
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    for row in rows {
        let Some(account) = &row.account else {
            continue;
        };
        if !row.verdict.is_change() {
            kept.insert(account);
        }
        if let Some(ended) = &row.ends {
            let seat = seats.entry((ended.app.clone(), account.clone()));
            *seat.or_default() |= ended.frees_seat;
        }
    }
    seats.retain(|(_, account), frees| *frees && !kept.contains(account.as_str()));
    seats.into_keys()
}
