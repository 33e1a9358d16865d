//! The checks of apps, domains and the mirror itself.

use std::collections::HashMap;

use super::super::facts::{Holdings, PartsRead, too_old};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    parts: &PartsRead,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let mut full = Seen::of_part(request, "workspaces")?;
    for app in Holdings::read(request)?.apps {
        let nearly = match (app.capacity, app.usage) {
            // Nobody uses it, or its seats are not limited.
            (_, Some(..=0)) | (Some(..=0), _) => Some(false),
            (Some(capacity), Some(usage)) => {
                Some(usage.saturating_mul(100) >= capacity.saturating_mul(95))
            }
            _ => None,
        };
        full.add(nearly, || Subject::Other(app.id.clone(), Some(app.title())));
    }
    seen.insert("seats-nearly-full", full);
    let mut unverified = Seen::of_part(request, "domains")?;
    domains(request, &mut unverified).map_err(SqlError::of)?;
    seen.insert("domain-unverified", unverified);
    seen.insert("mirror-old", mirror(request, parts));
    Ok(())
}

/// The mirror, when it is old or not whole, and what of it.
fn mirror(request: &Request<'_>, parts: &PartsRead) -> Seen {
    let moment = too_old(request);
    let synced = request.about.synced;
    let listed = |what: &str, parts: &[&str]| {
        (!parts.is_empty()).then(|| format!("{what}: {}", parts.join(", ")))
    };
    let faults: Vec<String> = [
        (synced.is_some_and(|at| at.as_second() < moment)).then(|| "older than a week".to_owned()),
        (request.about.incomplete.as_ref()).map(|_| "the last sync was not complete".to_owned()),
        listed("never read", &parts.never),
        listed("a sync was interrupted while it read", &parts.interrupted),
        listed("read more than a week ago", &parts.before),
    ]
    .into_iter()
    .flatten()
    .collect();
    let is_old = match (faults.is_empty(), synced) {
        (false, _) => Some(true),
        (true, None) => None,
        (true, Some(_)) => Some(false),
    };
    let mut seen = Seen::default();
    seen.add(is_old, || {
        let name = format!("the mirror ({})", faults.join("; "));
        Subject::Other("mirror".to_owned(), Some(name))
    });
    seen
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
            // The latter are no longer the organization's.
            Some("verified" | "deleted" | "superseded") => {}
            Some(_) => seen.found.push(Subject::Other(row.get(0)?, row.get(1)?)),
            None => seen.unknown += 1,
        }
    }
    Ok(())
}
