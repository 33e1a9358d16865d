//! Cookies that end with the browser: only its session file has them.

use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::super::BrowserError;
use super::super::row::{Row, Value as Held};
use super::containers::ContainerRow;
use crate::token::SESSION_COOKIE;

/// The session files, the newest first. While the browser runs it is the first, after it ended the last.
const FILES: [&str; 3] = [
    "sessionstore-backups/recovery.jsonlz4",
    "sessionstore-backups/recovery.baklz4",
    "sessionstore.jsonlz4",
];
const MAGIC: &[u8] = b"mozLz40\0";
/// Larger than any session file that is worth reading.
const LARGEST: usize = 512 * 1024 * 1024;

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    cookies: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cookie {
    #[serde(default)]
    host: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    origin_attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    #[serde(default)]
    user_context_id: u64,
    #[serde(default)]
    partition_key: String,
}

/// The rows of these hosts.
pub(super) fn rows(profile: &Path, hosts: &[&str]) -> Result<Vec<ContainerRow>, BrowserError> {
    for name in FILES {
        let path = profile.join(name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(BrowserError::io(&path, error)),
        };
        // Half a file: the one before it is whole.
        let Some(wire) = unpack(&bytes) else { continue };
        let found = wire
            .cookies
            .into_iter()
            // An odd cookie costs itself, not the file.
            .filter_map(|cookie| serde_json::from_value::<Cookie>(cookie).ok())
            .filter(|cookie| cookie.name == SESSION_COOKIE)
            .filter(|cookie| {
                let host = cookie.host.strip_prefix('.').unwrap_or(&cookie.host);
                hosts.contains(&host)
            })
            .filter(|cookie| cookie.origin_attributes.partition_key.is_empty())
            .map(|cookie| ContainerRow {
                container: cookie.origin_attributes.user_context_id,
                row: Row {
                    value: Held::Clear(SecretString::from(cookie.value)),
                    expires: None,
                },
            })
            .collect();
        return Ok(found);
    }
    Ok(Vec::new())
}

fn unpack(bytes: &[u8]) -> Option<Wire> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (size, block) = rest.split_first_chunk::<4>()?;
    let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
    if size > LARGEST {
        return None;
    }
    let json = lz4_flex::block::decompress(block, size).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_file_is_read_and_anything_else_is_not() {
        let json = br#"{"windows":[],"cookies":[
            {"host":".atlassian.com","name":"cloud.session.token","value":"a.b.c","originAttributes":{"userContextId":2}},
            {"host":"evil.example","name":"cloud.session.token","value":"x.y.z"},
            {"host":7,"name":null}, null,
            {"host":"atlassian.com","name":"other","value":"q"}]}"#;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(u32::try_from(json.len()).unwrap().to_le_bytes());
        bytes.extend(lz4_flex::block::compress(json));
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sessionstore-backups")).unwrap();
        let path = dir.path().join(FILES[0]);
        std::fs::write(&path, &bytes).unwrap();
        let found = rows(dir.path(), &["admin.atlassian.com", "atlassian.com"]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].container, 2);
        let Held::Clear(value) = &found[0].row.value else {
            panic!("Firefox encrypts nothing");
        };
        assert_eq!(secrecy::ExposeSecret::expose_secret(value), "a.b.c");
        for wrong in [
            &bytes[..bytes.len() - 9],
            b"mozLz40\0",
            b"",
            b"mozLz40\0\xff\xff\xff\xff",
        ] {
            std::fs::write(&path, wrong).unwrap();
            assert!(
                rows(dir.path(), &["admin.atlassian.com", "atlassian.com"])
                    .unwrap()
                    .is_empty()
            );
        }
    }
}
