//! Profile directories of sign-in windows, and whether a browser has one open.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::{Program, WindowError};
use crate::browser::holder;
use crate::private_dir::{self, PrivateDir};

/// Creates a profile directory below `place`, or reuses the one kept for this browser and this atlctl profile: browsers
/// cannot read each other's profiles, and two atlctl profiles may belong to two accounts.
pub(super) fn make(
    place: &Path,
    program: &Program,
    keep_for: Option<&str>,
) -> Result<PrivateDir, WindowError> {
    let failed = |source| WindowError::Directory {
        path: place.to_owned(),
        source,
    };
    let Some(profile) = keep_for else {
        return PrivateDir::for_window(place).map_err(failed);
    };
    let name = program.path.file_name().unwrap_or_default();
    let name = format!("kept-{}{}", name.to_string_lossy(), mark(profile));
    let in_use = || WindowError::InUse(place.join(&name));
    let dir = PrivateDir::kept(place, &name).map_err(failed)?;
    let dir = dir.ok_or_else(in_use)?;
    if holder(dir.path()).is_some() {
        return Err(in_use());
    }
    Ok(dir)
}

/// The suffix of a directory's name for an atlctl profile: the profile's name as far as file systems allow it, with
/// part of its hash if that changes the name.
fn mark(profile: &str) -> String {
    let plain = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(*c);
    let name: String = profile.chars().filter(plain).take(40).collect();
    if name == profile {
        return format!("@{name}");
    }
    let hash = Sha256::digest(profile.as_bytes());
    let hash: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("@{name}.{hash}")
}

/// Where a snap browser can have profiles: it cannot see hidden directories other than its own.
pub(super) fn of_snap(home: &Path, name: &str) -> PathBuf {
    home.join("snap").join(name).join("common/atlctl")
}

/// Removes the profiles and copies that a killed process left behind, in the usual directory and in those of snap
/// browsers. Returns their number.
pub fn sweep(usual: &Path, home: Option<&Path>) -> usize {
    let mut swept = private_dir::sweep(usual, is_open);
    let snaps = home.and_then(|home| std::fs::read_dir(home.join("snap")).ok());
    for snap in snaps.into_iter().flatten().flatten() {
        swept += private_dir::sweep(&snap.path().join("common/atlctl"), is_open);
    }
    swept
}

/// The browser profiles kept for this atlctl profile; protect each like a password. Includes those kept by versions
/// that did not separate atlctl profiles.
#[must_use]
pub fn kept_profiles(usual: &Path, home: Option<&Path>, profile: &str) -> Vec<PathBuf> {
    let mark = mark(profile);
    let is_meant =
        |name: &str| name.starts_with("kept-") && (name.ends_with(&mark) || !name.contains('@'));
    let snaps = home.and_then(|home| std::fs::read_dir(home.join("snap")).ok());
    let snaps = snaps.into_iter().flatten().flatten();
    let places = snaps.map(|snap| snap.path().join("common/atlctl"));
    let mut found = Vec::new();
    for place in std::iter::once(usual.to_owned()).chain(places) {
        let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
        found.extend(
            entries
                .filter(|entry| is_meant(&entry.file_name().to_string_lossy()))
                .map(|entry| entry.path()),
        );
    }
    found.sort();
    found
}

/// Whether a browser that outlived atlctl has this profile open.
fn is_open(profile: &Path) -> bool {
    let Some(holder) = holder(profile) else {
        return false;
    };
    // The number may be another program's by now; Linux tells what a process was started with.
    match std::fs::read(format!("/proc/{holder}/cmdline")) {
        Ok(line) => {
            let line = String::from_utf8_lossy(&line).into_owned();
            line.contains(&*profile.to_string_lossy())
        }
        Err(_) => true,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn program(name: &str) -> Program {
        Program {
            path: Path::new("/opt").join(name),
            firefox: name == "firefox",
        }
    }

    #[test]
    fn a_kept_profile_that_is_open_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let make = || make(place.path(), &program("chromium"), Some("default"));
        let path = make().unwrap().path().to_owned();
        let ours = std::process::id();
        for (lock, holder, open) in [
            ("SingletonLock", format!("a-host-{ours}"), true),
            ("SingletonLock", "a-host-999999999".to_owned(), false),
            ("lock", format!("127.0.1.1:+{ours}"), true),
            ("lock", "127.0.1.1:+999999999".to_owned(), false),
            ("lock", "nonsense".to_owned(), false),
        ] {
            std::os::unix::fs::symlink(&holder, path.join(lock)).unwrap();
            assert_eq!(make().is_err(), open, "{lock} -> {holder}");
            std::fs::remove_file(path.join(lock)).unwrap();
        }
    }

    #[test]
    fn each_browser_keeps_a_profile_of_its_own_for_each_profile_of_ours() {
        let place = tempfile::tempdir().unwrap();
        let keep = |name, profile| make(place.path(), &program(name), Some(profile));
        let one = keep("chromium", "default").unwrap();
        let other = keep("firefox", "default").unwrap();
        assert_ne!(one.path(), other.path());
        let again = keep("firefox", "default");
        assert!(matches!(again, Err(WindowError::InUse(_))), "at a time");
        assert_eq!(
            kept_profiles(place.path(), None, "default"),
            [one.path(), other.path()]
        );
        // Another profile of ours may be of another account.
        let work = keep("firefox", "work").unwrap();
        assert_eq!(kept_profiles(place.path(), None, "work"), [work.path()]);
        for (a, b) in [("Work", "wORK"), ("a/b", "a b"), ("é", "è")] {
            let paths = [a, b].map(|name| keep("firefox", name).unwrap().path().to_owned());
            assert_ne!(
                paths[0].to_string_lossy().to_lowercase(),
                paths[1].to_string_lossy().to_lowercase()
            );
            assert!(paths.iter().all(|path| path.parent() == Some(place.path())));
        }
        // Of before.
        std::fs::create_dir(place.path().join("kept-chromium")).unwrap();
        assert_eq!(kept_profiles(place.path(), None, "work").len(), 2);
    }

    #[test]
    fn what_was_left_behind_is_swept_also_where_snap_has_it() {
        let home = tempfile::tempdir().unwrap();
        let usual = home.path().join(".local/share/atlctl/windows");
        let snap = of_snap(home.path(), "chromium");
        for stale in [usual.join("window-a"), snap.join("window-b")] {
            std::fs::create_dir_all(stale).unwrap();
        }
        // Its lock names a process that is alive but is no browser of this profile.
        let holder = format!("a-host-{}", std::process::id());
        std::os::unix::fs::symlink(holder, usual.join("window-a/SingletonLock")).unwrap();
        assert_eq!(sweep(&usual, Some(home.path())), 2);
        assert_eq!(sweep(&usual, Some(home.path())), 0);
    }
}
