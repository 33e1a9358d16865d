//! The directory of a window's profile: private, and gone afterwards.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use super::WindowError;

/// The file that says which process a directory belongs to.
const OWNER: &str = "atlctl.pid";
/// The one that is kept on purpose.
const KEPT: &str = "kept";

/// A profile's directory. Unless it is kept, it is removed when this is dropped.
pub(super) struct Room {
    path: PathBuf,
    keep: bool,
}

impl Room {
    /// Makes one below `place`, or takes the kept one.
    pub fn make(place: &Path, keep: bool) -> Result<Self, WindowError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| WindowError::Directory { path, source }
        };
        let mut private = DirBuilder::new();
        private.mode(0o700).recursive(true);
        private.create(place).map_err(failed(place))?;
        let path = if keep {
            let path = place.join(KEPT);
            private.create(&path).map_err(failed(&path))?;
            if is_open(&path) {
                return Err(WindowError::InUse(path));
            }
            path
        } else {
            tempfile::Builder::new()
                .prefix("window-")
                .tempdir_in(place)
                .map_err(failed(place))?
                .keep()
        };
        let room = Self { path, keep };
        let owner = room.path.join(OWNER);
        fs::write(&owner, std::process::id().to_string()).map_err(failed(&owner))?;
        Ok(room)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if !self.keep {
            // A browser that has just ended may still be writing its last files.
            for _ in 0..20 {
                if fs::remove_dir_all(&self.path).is_ok() || !self.path.exists() {
                    return;
                }
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        }
    }
}

/// Whether a browser has this profile open. Its lock is a link that ends in the number of its process:
/// `host-123` for Chromium, `address:+123` for Firefox.
fn is_open(profile: &Path) -> bool {
    ["SingletonLock", "lock"].iter().any(|lock| {
        let holder = fs::read_link(profile.join(lock)).ok();
        let digits = holder.as_deref().and_then(Path::to_str).and_then(|text| {
            let at = text.rfind(|letter: char| !letter.is_ascii_digit())?;
            text.get(at + 1..)
        });
        is_alive(digits)
    })
}

/// Whether there is a process of this number.
fn is_alive(pid: Option<&str>) -> bool {
    pid.and_then(|text| text.trim().parse::<i32>().ok())
        .and_then(rustix::process::Pid::from_raw)
        .is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

/// Removes what windows of processes that are no more left behind. Says how many there were.
pub fn sweep(place: &Path) -> usize {
    let Ok(entries) = fs::read_dir(place) else {
        return 0;
    };
    let mut swept = 0;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with("window-") {
            continue;
        }
        let owner = fs::read_to_string(path.join(OWNER)).ok();
        if !is_alive(owner.as_deref()) && fs::remove_dir_all(&path).is_ok() {
            swept += 1;
        }
    }
    swept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_goes_and_a_kept_one_stays() {
        let place = tempfile::tempdir().unwrap();
        let room = Room::make(place.path(), false).unwrap();
        let path = room.path().to_owned();
        fs::write(path.join("secret"), "x").unwrap();
        assert_eq!(sweep(place.path()), 0, "its process is alive");
        drop(room);
        assert!(!path.exists());
        let kept = Room::make(place.path(), true).unwrap().path().to_owned();
        assert!(kept.exists());
        assert_eq!(Room::make(place.path(), true).unwrap().path(), kept);
    }

    #[test]
    fn a_kept_profile_that_is_open_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let kept = Room::make(place.path(), true).unwrap().path().to_owned();
        let ours = std::process::id();
        for (lock, holder, open) in [
            ("SingletonLock", format!("a-host-{ours}"), true),
            ("SingletonLock", "a-host-999999999".to_owned(), false),
            ("lock", format!("127.0.1.1:+{ours}"), true),
            ("lock", "127.0.1.1:+999999999".to_owned(), false),
            ("lock", "nonsense".to_owned(), false),
        ] {
            std::os::unix::fs::symlink(&holder, kept.join(lock)).unwrap();
            let made = Room::make(place.path(), true);
            assert_eq!(made.is_err(), open, "{lock} -> {holder}");
            fs::remove_file(kept.join(lock)).unwrap();
        }
    }

    #[test]
    fn what_a_dead_process_left_is_swept() {
        let place = tempfile::tempdir().unwrap();
        let stale = place.path().join("window-old");
        fs::create_dir(&stale).unwrap();
        fs::write(stale.join(OWNER), "999999999").unwrap();
        let other = place.path().join("something-else");
        fs::create_dir(&other).unwrap();
        assert_eq!(sweep(place.path()), 1);
        assert!(!stale.exists() && other.exists());
    }
}
