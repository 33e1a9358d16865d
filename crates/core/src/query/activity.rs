//! Filters on apps and on activity, in an app or in any.

use jiff::{Timestamp, ToSpan};

use super::apps::apps_named;
use super::fact::Fact;
use super::select::Select;
use super::user_query::{Before, UserQuery};
use crate::number_set::NumberSet;
use crate::sql::SqlError;
use crate::store::{Mirror, access_begun_since};

/// When somebody was added: most texts are quick to read.
const ADDED: &str = "coalesce(unix_time(added_to_org), added_to_org_unix)";
/// Whether it is known when somebody was added: a text that is no date is not.
const ADDED_KNOWN: &str = "(unix_time(added_to_org) IS NOT NULL OR added_to_org_unix IS NOT NULL)";

/// The facts about apps and activity that a query asks for.
pub(super) fn facts(
    query: &UserQuery,
    mirror: &Mirror,
    now: Timestamp,
    select: &mut Select,
) -> Result<Vec<Fact>, SqlError> {
    let mut facts = Vec::new();
    if let Some(before) = query.added_before {
        let is_before = match before {
            Before::Day(day) => {
                let day = select.value(day.to_string());
                format!("substr(added_to_org, 1, 10) < {day}")
            }
            Before::DaysAgo(days) => {
                let cutoff = days_before(now, days);
                let (at, day) = (
                    select.value(cutoff.as_second()),
                    select.value(day_of(cutoff)),
                );
                // Where only the day is known, it was at its end at the latest.
                format!("iif(length(added_to_org) > 10, {ADDED} < {at}, added_to_org < {day})")
            }
        };
        facts.push(Fact {
            holds: format!("{ADDED_KNOWN} AND {is_before}"),
            undecided: Some(format!("NOT ({ADDED_KNOWN})")),
        });
    }
    if query.app.is_empty() {
        if query.never_active {
            facts.push(Fact {
                holds: "activity_known AND last_active_unix IS NULL".to_owned(),
                undecided: Some("NOT activity_known".to_owned()),
            });
        }
        if let Some(days) = query.inactive_days {
            facts.push(inactive(days, now, select));
        }
        return Ok(facts);
    }
    let cutoff = query.inactive_days.map(|days| days_before(now, days));
    let of = InApps::read(query, mirror, cutoff)?;
    let having = select.among(of.having);
    let known = "apps_known AND NOT gone";
    let undecided = "NOT apps_known AND NOT gone".to_owned();
    facts.push(Fact {
        holds: format!("{known} AND {having}"),
        undecided: Some(undecided.clone()),
    });
    if !query.never_active && cutoff.is_none() {
        return Ok(facts);
    }
    let (active, unknown) = (select.among(of.active), select.among(of.unknown));
    if query.never_active {
        facts.push(Fact {
            holds: format!("{known} AND NOT {active} AND NOT {unknown}"),
            undecided: Some(format!(
                "{undecided} OR {known} AND NOT {active} AND {unknown}"
            )),
        });
    }
    if let Some(cutoff) = cutoff {
        let day = select.value(day_of(cutoff));
        let (recent, given) = (select.among(of.recent), select.among(of.given));
        facts.push(Fact {
            holds: format!(
                "{known} AND NOT {recent} AND NOT {unknown} AND \
                 ({active} OR {ADDED_KNOWN} AND substr(added_to_org, 1, 10) < {day} AND NOT {given})"
            ),
            undecided: Some(format!(
                "{undecided} OR {known} AND NOT {recent} AND ({unknown} OR NOT {active} AND NOT ({ADDED_KNOWN}) AND NOT {given})"
            )),
        });
    }
    Ok(facts)
}

/// Who has the apps that a query names, and what is known of their activity in them.
#[derive(Default)]
struct InApps {
    having: NumberSet,
    /// Ever active.
    active: NumberSet,
    /// With unknown activity.
    unknown: NumberSet,
    /// Active since the cutoff.
    recent: NumberSet,
    /// Given one of them since: who got an app lately had no time to use it.
    given: NumberSet,
}

impl InApps {
    fn read(
        query: &UserQuery,
        mirror: &Mirror,
        cutoff: Option<Timestamp>,
    ) -> Result<Self, SqlError> {
        let mut apps = Vec::new();
        for app in &query.app {
            apps.extend(named(app, mirror)?.iter().map(i64::to_string));
        }
        let apps = apps.join(", ");
        let mut of = Self::default();
        let before = cutoff.map_or(i64::MAX, Timestamp::as_second);
        let mut read = || -> rusqlite::Result<()> {
            let mut access = mirror.db.prepare_cached(&format!(
                "SELECT user_no, last_active, activity_unknown FROM mirror_access WHERE product_no IN ({apps})"
            ))?;
            let mut rows = access.query([])?;
            while let Some(row) = rows.next()? {
                let (no, last): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
                of.having.insert(no);
                if let Some(last) = last {
                    of.active.insert(no);
                    if last >= before {
                        of.recent.insert(no);
                    }
                }
                if row.get(2)? {
                    of.unknown.insert(no);
                }
            }
            if let Some(cutoff) = cutoff {
                let sql = format!(
                    "SELECT person FROM ({}) WHERE date(at, 'unixepoch') >= ?2 AND app IN ({apps})",
                    access_begun_since("?1")
                );
                of.given.read(&mirror.db, &sql, (before, day_of(cutoff)))?;
            }
            Ok(())
        };
        read().map_err(SqlError::of)?;
        Ok(of)
    }
}

/// The column of the last activity in the apps that a query names; it is none of the view's.
pub(super) const IN_APPS: &str = "last_active_in_app";

/// When each person was last active in these apps: a time, `never`, or nothing where it is unknown.
pub(super) fn last_in_apps(query: &UserQuery, mirror: &Mirror) -> Result<String, SqlError> {
    // They are written out: what is counted has no such column, and no places for values of its own.
    let mut apps = Vec::new();
    for app in &query.app {
        apps.extend(named(app, mirror)?.iter().map(i64::to_string));
    }
    let apps = apps.join(", ");
    let of_access = |value: &str| {
        format!(
            "(SELECT {value} FROM mirror_access AS held WHERE held.user_no = no AND held.product_no IN ({apps}))"
        )
    };
    let last = of_access("strftime('%Y-%m-%dT%H:%M:%SZ', max(held.last_active), 'unixepoch')");
    let unknown = of_access("max(held.activity_unknown)");
    Ok(format!("coalesce({last}, iif({unknown}, NULL, 'never'))"))
}

/// Not active in any app for this many days.
fn inactive(days: u32, now: Timestamp, select: &mut Select) -> Fact {
    let cutoff = days_before(now, days);
    let before = select.value(cutoff.as_second());
    let day = select.value(day_of(cutoff));
    // Never active says little of somebody who came last week, and nothing of somebody who came nobody knows when.
    Fact {
        holds: format!(
            "activity_known AND (last_active_unix < {before} OR \
             (last_active_unix IS NULL AND {ADDED_KNOWN} AND substr(added_to_org, 1, 10) < {day}))"
        ),
        undecided: Some(format!(
            "NOT activity_known OR last_active_unix IS NULL AND NOT ({ADDED_KNOWN})"
        )),
    }
}

/// The numbers of the apps with this name (see [`App::is_named`](crate::store::App::is_named)). Several sites may have
/// the same app.
fn named(app: &str, mirror: &Mirror) -> Result<Vec<i64>, SqlError> {
    let apps = apps_named(mirror, app)?;
    Ok(apps.into_iter().filter_map(|app| app.no).collect())
}

fn days_before(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub((i64::from(days) * 24).hours())
        .unwrap_or(Timestamp::MIN)
}

fn day_of(time: Timestamp) -> String {
    time.to_string().chars().take(10).collect()
}
