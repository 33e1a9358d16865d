//! Private directories that are removed after use.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that the creating process keeps locked. The system releases the lock when the process ends; a process
/// ID could belong to another process by then.
const LOCK: &str = "atlctl.lock";
/// Locked while a directory is created, so that no process sweeps one that is not locked yet.
const MAKING: &str = ".lock";
/// Prefixes of directories that are removed when their process ends.
const PASSING: [&str; 2] = ["window-", "copy-"];

/// A private directory. Dropping it removes the directory, unless it is kept.
#[derive(Debug)]
pub(crate) struct PrivateDir {
    path: PathBuf,
    keep: bool,
    /// The held lock, where the file system has locks; `None` once the directory is being removed.
    lock: Option<File>,
}

impl PrivateDir {
    /// Creates a directory for a window's profile below `place`.
    pub fn for_window(place: &Path) -> io::Result<Self> {
        Self::make(place, "window-")
    }

    /// Creates a directory for a copy below `place`.
    pub fn for_copy(place: &Path) -> io::Result<Self> {
        Self::make(place, "copy-")
    }

    /// Opens or creates a kept directory with this name below `place`; `None` when another process uses it.
    pub fn kept(place: &Path, name: &str) -> io::Result<Option<Self>> {
        make_private(place)?;
        let _making = making(place)?;
        let path = place.join(name);
        make_private(&path)?;
        let lock = claim(&path)?;
        Ok(lock.map(|lock| Self {
            path,
            keep: true,
            lock: Some(lock),
        }))
    }

    fn make(place: &Path, prefix: &str) -> io::Result<Self> {
        make_private(place)?;
        let _making = making(place)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let path = builder.tempdir_in(place)?.keep();
        let mut dir = Self {
            path,
            keep: false,
            lock: None,
        };
        dir.lock = claim(&dir.path)?;
        Ok(dir)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PrivateDir {
    fn drop(&mut self) {
        // Closing it is not enough: a program that another thread is just starting has a copy for a moment. And
        // Windows removes no file that is open.
        if let Some(lock) = self.lock.take() {
            let _ = lock.unlock();
        }
        if self.keep {
            return;
        }
        // A browser that has just ended may still be writing its last files.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.path).is_ok() || !self.path.exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Removes the directories below `place` whose process has ended. Returns their number.
pub(crate) fn sweep(place: &Path, in_use: impl Fn(&Path) -> bool) -> usize {
    if !place.is_dir() {
        return 0;
    }
    let Ok(_making) = making(place) else {
        return 0;
    };
    let Ok(entries) = fs::read_dir(place) else {
        return 0;
    };
    let mut swept = 0;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !PASSING.iter().any(|prefix| name.starts_with(prefix)) || !path.is_dir() {
            continue;
        }
        if is_abandoned(&path) && !in_use(&path) && fs::remove_dir_all(&path).is_ok() {
            swept += 1;
        }
    }
    swept
}

/// Creates a directory and its parents, accessible only to the owner.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Creates a file accessible only to the owner. On Windows the user's own directories are private already.
pub(crate) fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Locks a directory; `None` when another process holds the lock. Fails on a file system without locks.
fn claim(directory: &Path) -> io::Result<Option<File>> {
    let file = open(&directory.join(LOCK))?;
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        _ => Ok(Some(file)),
    }
}

/// Whether the maker of a directory is no more, as far as that can be known.
fn is_abandoned(directory: &Path) -> bool {
    open(&directory.join(LOCK)).is_ok_and(|file| file.try_lock().is_ok())
}

/// Waits for the others that make or sweep directories here: they are quick.
fn making(place: &Path) -> io::Result<File> {
    let file = open(&place.join(MAKING))?;
    match file.lock() {
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody(_: &Path) -> bool {
        false
    }

    #[test]
    fn a_private_directory_is_removed_unless_kept() {
        let place = tempfile::tempdir().unwrap();
        let dir = PrivateDir::for_window(place.path()).unwrap();
        let path = dir.path().to_owned();
        fs::write(path.join("secret"), "x").unwrap();
        assert_eq!(sweep(place.path(), nobody), 0, "its maker is alive");
        drop(dir);
        assert!(!path.exists());
        let kept = PrivateDir::kept(place.path(), "kept-x").unwrap().unwrap();
        assert!(
            PrivateDir::kept(place.path(), "kept-x").unwrap().is_none(),
            "one at a time"
        );
        let path = kept.path().to_owned();
        drop(kept);
        assert_eq!(sweep(place.path(), nobody), 0);
        assert!(path.exists());
        assert!(PrivateDir::kept(place.path(), "kept-x").unwrap().is_some());
    }

    #[test]
    fn what_a_dead_process_left_is_swept() {
        let place = tempfile::tempdir().unwrap();
        let stale = place.path().join("window-old");
        fs::create_dir(&stale).unwrap();
        fs::write(stale.join(LOCK), "").unwrap();
        let copy = place.path().join("copy-old");
        fs::create_dir(&copy).unwrap();
        let other = place.path().join("something-else");
        fs::create_dir(&other).unwrap();
        assert_eq!(sweep(place.path(), |path| path == stale), 1);
        assert!(stale.exists() && !copy.exists() && other.exists());
        assert_eq!(sweep(place.path(), nobody), 1);
        assert!(!stale.exists() && other.exists());
        assert_eq!(sweep(&place.path().join("nowhere"), nobody), 0);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let below = place.path().join("a/b");
        let dir = PrivateDir::for_copy(&below).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&below), 0o700);
        assert_eq!(mode(dir.path()), 0o700);
        new_file(&dir.path().join("x")).unwrap();
        assert_eq!(mode(&dir.path().join("x")), 0o600);
    }
}
