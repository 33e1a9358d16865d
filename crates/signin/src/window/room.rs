//! Where windows' profiles lie, and whether a browser still has one open.

use std::path::{Path, PathBuf};

use super::{Program, WindowError};
use crate::private::{self, Room};

/// Makes a profile's directory below `place`, or takes the one that is kept for this browser: one browser
/// cannot read what another one wrote.
pub(super) fn make(place: &Path, program: &Program, keep: bool) -> Result<Room, WindowError> {
    let failed = |source| WindowError::Directory {
        path: place.to_owned(),
        source,
    };
    if !keep {
        return Room::for_window(place).map_err(failed);
    }
    let name = program.path.file_name().unwrap_or_default();
    let name = format!("kept-{}", name.to_string_lossy());
    let in_use = || WindowError::InUse(place.join(&name));
    let room = Room::kept(place, &name).map_err(failed)?;
    let room = room.ok_or_else(in_use)?;
    if holder(room.path()).is_some() {
        return Err(in_use());
    }
    Ok(room)
}

/// Where a browser of snap may have profiles: it sees nothing that begins with a dot, all but its own.
pub(super) fn of_snap(home: &Path, name: &str) -> PathBuf {
    home.join("snap").join(name).join("common/atlctl")
}

/// Removes the profiles and copies that a process left behind which was ended before it could remove them, below
/// the usual place and below those of browsers of snap. Says how many there were.
pub fn sweep(usual: &Path, home: Option<&Path>) -> usize {
    let mut swept = private::sweep(usual, is_open);
    let snaps = home.and_then(|home| std::fs::read_dir(home.join("snap")).ok());
    for snap in snaps.into_iter().flatten().flatten() {
        swept += private::sweep(&snap.path().join("common/atlctl"), is_open);
    }
    swept
}

/// The kept profiles below these places: each is as good as a password.
#[must_use]
pub fn kept(usual: &Path, home: Option<&Path>) -> Vec<PathBuf> {
    let snaps = home.and_then(|home| std::fs::read_dir(home.join("snap")).ok());
    let snaps = snaps.into_iter().flatten().flatten();
    let places = snaps.map(|snap| snap.path().join("common/atlctl"));
    let mut found = Vec::new();
    for place in std::iter::once(usual.to_owned()).chain(places) {
        let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
        found.extend(
            entries
                .filter(|entry| entry.file_name().to_string_lossy().starts_with("kept-"))
                .map(|entry| entry.path()),
        );
    }
    found.sort();
    found
}

/// Whether a browser that outlived us has this profile open.
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

/// The living process that a profile's lock names. The lock is a link that ends in its number: `host-123` for
/// Chromium, `address:+123` for Firefox.
fn holder(profile: &Path) -> Option<i32> {
    ["SingletonLock", "lock"].iter().find_map(|lock| {
        let holder = std::fs::read_link(profile.join(lock)).ok()?;
        let text = holder.to_str()?;
        let at = text.rfind(|letter: char| !letter.is_ascii_digit())?;
        let pid = text.get(at + 1..)?.parse().ok()?;
        is_alive(pid).then_some(pid)
    })
}

#[cfg(unix)]
fn is_alive(pid: i32) -> bool {
    rustix::process::Pid::from_raw(pid)
        .is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

/// Browsers on Windows lock a file instead.
#[cfg(not(unix))]
fn is_alive(_: i32) -> bool {
    false
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
        let make = || make(place.path(), &program("chromium"), true);
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
    fn each_browser_keeps_a_profile_of_its_own() {
        let place = tempfile::tempdir().unwrap();
        let one = make(place.path(), &program("chromium"), true).unwrap();
        let other = make(place.path(), &program("firefox"), true).unwrap();
        assert_ne!(one.path(), other.path());
        let again = make(place.path(), &program("firefox"), true);
        assert!(matches!(again, Err(WindowError::InUse(_))), "at a time");
        let found = kept(place.path(), None);
        assert_eq!(found, [one.path(), other.path()]);
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
