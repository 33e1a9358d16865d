//! The cookie's row.

use std::path::Path;

use rusqlite::params;
use secrecy::SecretString;

use super::super::BrowserError;
use super::super::copy::{Copy, copy};
use super::super::row::{Row, Value};
use super::profiles::database;
use crate::token::SESSION_COOKIE;

/// Seconds from 1601 to 1970.
const TO_UNIX: i64 = 11_644_473_600;

/// The rows of the session, those of the first host first; nothing is decrypted.
pub(crate) fn rows(
    profile: &Path,
    hosts: &[&str],
    scratch: &Path,
) -> Result<Vec<Row>, BrowserError> {
    let Some(path) = database(profile) else {
        return Ok(Vec::new());
    };
    let copy = copy(&path, scratch)?;
    let failed = |error| BrowserError::database(&path, error);
    let version = version(&copy).map_err(failed)?;
    let mut found = Vec::new();
    for host in hosts {
        found.extend(of_host(&copy, host, version).map_err(failed)?);
    }
    Ok(found)
}

fn version(copy: &Copy) -> rusqlite::Result<i64> {
    copy.db
        .query_row("SELECT value FROM meta WHERE key = 'version'", [], |row| {
            // Written as text by some versions and as a number by others.
            row.get::<_, i64>(0).or_else(|_| {
                row.get::<_, String>(0)
                    .map(|text| text.parse().unwrap_or(0))
            })
        })
}

fn of_host(copy: &Copy, host: &str, version: i64) -> rusqlite::Result<Vec<Row>> {
    // A cookie that another site's frame has for itself is not the person's session; older schemas have none.
    let partitions: i64 = copy.db.query_row(
        "SELECT count(*) FROM pragma_table_info('cookies') WHERE name = 'top_frame_site_key'",
        [],
        |row| row.get(0),
    )?;
    let own = if partitions > 0 {
        "AND top_frame_site_key = ''"
    } else {
        ""
    };
    let mut select = copy.db.prepare(&format!(
        "SELECT host_key, value, encrypted_value, expires_utc FROM cookies \
         WHERE name = ?1 AND (host_key = ?2 OR host_key = '.' || ?2) {own} \
         ORDER BY last_access_utc DESC"
    ))?;
    let rows = select.query_map(params![SESSION_COOKIE, host], |row| {
        let bytes: Vec<u8> = row.get::<_, Option<_>>(2)?.unwrap_or_default();
        let expires: i64 = row.get(3)?;
        Ok(Row {
            value: if bytes.is_empty() {
                Value::Clear(SecretString::from(row.get::<_, String>(1)?))
            } else {
                Value::Encrypted {
                    bytes,
                    host: row.get(0)?,
                    version,
                }
            },
            expires: (expires != 0).then_some(expires / 1_000_000 - TO_UNIX),
        })
    })?;
    // An odd row costs itself, not the others.
    Ok(rows.flatten().collect())
}
