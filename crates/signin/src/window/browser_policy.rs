//! What the administrator of a machine forbids its browsers.

use std::path::{Path, PathBuf};

/// Where browsers on Linux read policies, and the word in the program's name that identifies the browser.
const PLACES: [(&str, &str); 5] = [
    ("chromium", "/etc/chromium/policies/managed"),
    ("chromium", "/etc/chromium-browser/policies/managed"),
    ("chrome", "/etc/opt/chrome/policies/managed"),
    ("brave", "/etc/brave/policies/managed"),
    ("edge", "/etc/opt/edge/policies/managed"),
];

/// The policy file that forbids debugging in this browser. Said before anybody signs in for nothing.
pub(super) fn forbids(program: &Path) -> Option<PathBuf> {
    let name = program.file_name()?.to_string_lossy().to_lowercase();
    PLACES
        .iter()
        .filter(|(word, _)| name.contains(word))
        .find_map(|(_, place)| forbidding(Path::new(place)))
}

/// The file in this directory that sets the policy.
fn forbidding(place: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(place).ok()?;
    entries.flatten().map(|entry| entry.path()).find(|path| {
        let policy = std::fs::read(path).ok();
        let policy =
            policy.and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
        policy.is_some_and(|policy| policy.get("RemoteDebuggingAllowed") == Some(&false.into()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_policy_that_forbids_is_found() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(forbidding(&place.path().join("none")), None);
        for (name, text) in [
            ("a.json", r#"{"RemoteDebuggingAllowed": true}"#),
            ("b.json", r#"{"HomepageLocation": "https://example.com"}"#),
            ("c.json", "not json"),
        ] {
            std::fs::write(place.path().join(name), text).unwrap();
        }
        assert_eq!(forbidding(place.path()), None);
        let path = place.path().join("d.json");
        std::fs::write(&path, r#"{"RemoteDebuggingAllowed": false}"#).unwrap();
        assert_eq!(forbidding(place.path()), Some(path));
    }
}
