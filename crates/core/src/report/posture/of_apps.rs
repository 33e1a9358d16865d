//! The checks of apps, domains and the mirror itself.

use std::collections::HashMap;

use super::super::facts::Holdings;
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// A mirror that is older is old, in seconds.
const WEEK: i64 = 7 * 86_400;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let mut full = Seen::of_part(request, "workspaces");
    for app in Holdings::read(request)?.apps {
        match (app.capacity, app.usage) {
            // No number of seats is a free or unlimited app.
            (None | Some(..=0), _) => {}
            (Some(capacity), Some(usage)) => {
                if usage.saturating_mul(100) >= capacity.saturating_mul(95) {
                    full.found
                        .push(Subject::Other(app.id.clone(), Some(app.title())));
                }
            }
            (Some(_), None) => full.unknown += 1,
        }
    }
    seen.insert("seats-nearly-full", full);
    let mut unverified = Seen::of_part(request, "domains");
    domains(request, &mut unverified).map_err(SqlError::of)?;
    seen.insert("domain-unverified", unverified);
    let age = request
        .about
        .synced
        .map(|at| request.now.as_second() - at.as_second());
    let old = request.about.incomplete.is_some() || age.is_some_and(|age| age > WEEK);
    let mirror = || Subject::Other("mirror".to_owned(), Some("the mirror".to_owned()));
    let old = Seen {
        found: if old { vec![mirror()] } else { Vec::new() },
        unknown: u64::from(!old && age.is_none()),
    };
    seen.insert("mirror-old", old);
    Ok(())
}

/// Domains that are not verified, and those of which it is not known.
fn domains(request: &Request<'_>, seen: &mut Seen) -> rusqlite::Result<()> {
    let db = &request.mirror.db;
    let mut read = db.prepare_cached(
        "SELECT id, name, claim_status FROM mirror_domain WHERE gone_sync IS NULL ORDER BY name, id",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let status: Option<String> = row.get(2)?;
        match status.as_deref() {
            Some("verified") => {}
            // They are no longer the organization's.
            Some("deleted" | "superseded") => {}
            Some(_) => seen.found.push(Subject::Other(row.get(0)?, row.get(1)?)),
            None => seen.unknown += 1,
        }
    }
    Ok(())
}
