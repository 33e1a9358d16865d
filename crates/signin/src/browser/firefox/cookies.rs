//! The cookie's row.

use std::path::Path;

use rusqlite::params;
use secrecy::SecretString;

use super::super::BrowserError;
use super::super::copy::copy;
use super::super::row::{Row, Value};
use super::containers::{Container, ContainerRow, containers};
use super::session;
use crate::token::SESSION_COOKIE;

/// From this version of the schema on, expiry is in milliseconds.
const MILLIS_SINCE: i64 = 16;

/// The rows of the session in one container, or in none, those of the first host first.
pub(crate) fn rows(
    profile: &Path,
    hosts: &[&str],
    container: Option<&str>,
    scratch: &Path,
) -> Result<Vec<Row>, BrowserError> {
    let known = containers(profile);
    let wanted = match container {
        None => 0,
        Some(name) => wanted(name, &known)?,
    };
    let mut all = of_database(profile, hosts, scratch)?;
    all.extend(session::rows(profile, hosts)?);
    let (here, elsewhere): (Vec<ContainerRow>, Vec<ContainerRow>) =
        all.into_iter().partition(|found| found.container == wanted);
    if !here.is_empty() || wanted != 0 || elsewhere.is_empty() {
        return Ok(here.into_iter().map(|found| found.row).collect());
    }
    let mut names: Vec<String> = Vec::new();
    for found in elsewhere {
        let name = known
            .iter()
            .find(|container| container.id == found.container);
        let name = name.map_or_else(|| found.container.to_string(), |known| known.name.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Err(BrowserError::InContainer { containers: names })
}

/// The number of a container, which may be named by its number even when the list does not know it.
fn wanted(name: &str, known: &[Container]) -> Result<u64, BrowserError> {
    let lower = name.to_lowercase();
    let named: Vec<&Container> = known
        .iter()
        .filter(|container| container.name.to_lowercase() == lower)
        .collect();
    match (named.as_slice(), name.parse()) {
        ([one], _) => Ok(one.id),
        ([], Ok(number)) => Ok(number),
        ([], Err(_)) => Err(BrowserError::UnknownContainer {
            name: name.to_owned(),
            known: known
                .iter()
                .map(|container| container.name.clone())
                .collect(),
        }),
        (several, _) => Err(BrowserError::SeveralContainers {
            name: name.to_owned(),
            known: several.iter().map(|one| one.id.to_string()).collect(),
        }),
    }
}

fn of_database(
    profile: &Path,
    hosts: &[&str],
    scratch: &Path,
) -> Result<Vec<ContainerRow>, BrowserError> {
    let path = profile.join("cookies.sqlite");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let copy = copy(&path, scratch)?;
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
    let mut found = Vec::new();
    for host in hosts {
        let rows = select
            .query_map(params![SESSION_COOKIE, host], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                ))
            })
            .map_err(failed)?;
        for row in rows {
            // An odd row costs itself, not the others.
            let Ok((value, expiry, attributes)) = row else {
                continue;
            };
            // A cookie that another site's frame has for itself is not the person's session.
            if attributes.contains("partitionKey") || attributes.contains("privateBrowsingId") {
                continue;
            }
            let expires = if version >= MILLIS_SINCE {
                expiry / 1000
            } else {
                expiry
            };
            found.push(ContainerRow {
                container: context(&attributes),
                row: Row {
                    value: Value::Clear(SecretString::from(value)),
                    expires: Some(expires),
                },
            });
        }
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
