//! The cookie's row.

use std::path::Path;

use rusqlite::{OptionalExtension as _, params};

use super::super::borrow::Row;
use super::super::copy::{Copy, copy};
use super::super::{Browser, BrowserError};
use super::decrypt::decrypt;
use super::profiles::database;
use crate::token::SESSION_COOKIE;

/// Seconds from 1601 to 1970.
const TO_UNIX: i64 = 11_644_473_600;

/// The session of the first of these hosts that has one.
pub(crate) fn read(
    profile: &Path,
    browser: Browser,
    hosts: &[&str],
) -> Result<Option<Row>, BrowserError> {
    let Some(path) = database(profile) else {
        return Ok(None);
    };
    let copy = copy(&path)?;
    let failed = |error| BrowserError::database(&path, error);
    let version: i64 = copy
        .db
        .query_row("SELECT value FROM meta WHERE key = 'version'", [], |row| {
            // Written as text by some versions and as a number by others.
            row.get::<_, i64>(0).or_else(|_| {
                row.get::<_, String>(0)
                    .map(|text| text.parse().unwrap_or(0))
            })
        })
        .map_err(failed)?;
    for host in hosts {
        let found = row(&copy, host).map_err(failed)?;
        let Some((own, clear, encrypted, expires)) = found else {
            continue;
        };
        let value = if encrypted.is_empty() {
            clear
        } else {
            decrypt(&encrypted, &own, version, browser)?
        };
        return Ok(Some(Row {
            value,
            expires: (expires != 0).then_some(expires / 1_000_000 - TO_UNIX),
        }));
    }
    Ok(None)
}

/// Whether the session's row is on the disk yet; nothing is decrypted.
pub(crate) fn has_row(profile: &Path, hosts: &[&str]) -> bool {
    let Some(copy) = database(profile).and_then(|path| copy(&path).ok()) else {
        return false;
    };
    hosts
        .iter()
        .any(|host| row(&copy, host).is_ok_and(|found| found.is_some()))
}

type Found = (String, String, Vec<u8>, i64);

fn row(copy: &Copy, host: &str) -> rusqlite::Result<Option<Found>> {
    copy.db
        .query_row(
            "SELECT host_key, value, encrypted_value, expires_utc FROM cookies \
             WHERE name = ?1 AND (host_key = ?2 OR host_key = '.' || ?2) \
             ORDER BY last_access_utc DESC LIMIT 1",
            params![SESSION_COOKIE, host],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()
}
