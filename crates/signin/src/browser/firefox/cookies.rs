//! The cookie's row.

use std::path::Path;

use rusqlite::params;

use super::super::BrowserError;
use super::super::borrow::Row;
use super::super::copy::copy;
use super::containers::{Container, containers};
use super::session;
use crate::token::SESSION_COOKIE;

/// From this version of the schema on, expiry is in milliseconds.
const MILLIS_SINCE: i64 = 16;

/// A row with the container it is in (0 for none).
pub(super) struct Found {
    pub container: u64,
    pub row: Row,
}

/// The session of the first of these hosts that has one.
pub(crate) fn read(
    profile: &Path,
    hosts: &[&str],
    container: Option<&str>,
) -> Result<Option<Row>, BrowserError> {
    let known = containers(profile);
    let wanted = match container {
        None => 0,
        Some(name) => wanted(name, &known)?,
    };
    let mut elsewhere: Vec<String> = Vec::new();
    for host in hosts {
        let mut rows = rows(profile, host)?;
        rows.extend(session::rows(profile, host)?);
        for found in rows {
            if found.container == wanted {
                return Ok(Some(found.row));
            }
            let name = known
                .iter()
                .find(|container| container.id == found.container);
            let name = name.map_or_else(|| found.container.to_string(), |known| known.name.clone());
            if found.container != 0 && !elsewhere.contains(&name) {
                elsewhere.push(name);
            }
        }
    }
    if elsewhere.is_empty() || wanted != 0 {
        return Ok(None);
    }
    Err(BrowserError::InContainer {
        containers: elsewhere,
    })
}

fn wanted(name: &str, known: &[Container]) -> Result<u64, BrowserError> {
    let found = known.iter().find(|container| {
        container.name.eq_ignore_ascii_case(name) || container.id.to_string() == name
    });
    match found {
        Some(container) => Ok(container.id),
        None => Err(BrowserError::UnknownContainer {
            name: name.to_owned(),
            known: known
                .iter()
                .map(|container| container.name.clone())
                .collect(),
        }),
    }
}

fn rows(profile: &Path, host: &str) -> Result<Vec<Found>, BrowserError> {
    let path = profile.join("cookies.sqlite");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let copy = copy(&path)?;
    let failed = |error| BrowserError::database(&path, error);
    let version: i64 = copy
        .db
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    let mut select = copy
        .db
        .prepare(
            "SELECT value, expiry, originAttributes FROM moz_cookies \
             WHERE name = ?1 AND (host = ?2 OR host = '.' || ?2) ORDER BY lastAccessed DESC",
        )
        .map_err(failed)?;
    let rows = select
        .query_map(params![SESSION_COOKIE, host], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
            ))
        })
        .map_err(failed)?;
    let mut found = Vec::new();
    for row in rows {
        let (value, expiry, attributes) = row.map_err(failed)?;
        // A cookie that another site's frame has for itself is not the person's session.
        if attributes.contains("partitionKey") || attributes.contains("privateBrowsingId") {
            continue;
        }
        let expires = if version >= MILLIS_SINCE {
            expiry / 1000
        } else {
            expiry
        };
        found.push(Found {
            container: context(&attributes),
            row: Row {
                value,
                expires: Some(expires),
            },
        });
    }
    Ok(found)
}

/// `^userContextId=6` and the like.
fn context(attributes: &str) -> u64 {
    attributes
        .trim_start_matches('^')
        .split('&')
        .find_map(|pair| pair.strip_prefix("userContextId="))
        .and_then(|id| id.parse().ok())
        .unwrap_or(0)
}
