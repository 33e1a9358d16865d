//! New files and directories beside what they are to replace. Who makes one holds a lock on it; what a killed process left
//! has no lock anymore, and the next one that makes something at the same place removes it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

/// Characters of a name that are repeated in the name beside it, which may not be too long.
const REPEATED: usize = 100;
/// Random characters at the end of a name.
const RANDOM: usize = 6;
/// How often to try again where somebody took what was just made for a leftover.
const TRIES: usize = 3;

/// A directory that is being made. It goes when it is dropped.
#[derive(Debug)]
pub struct NewDirectory {
    directory: TempDir,
    _lock: Option<File>,
}

impl NewDirectory {
    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The directory, which then stays.
    #[must_use]
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }
}

/// A new directory beside this one.
///
/// # Errors
/// When it cannot be made.
pub fn new_directory(target: &Path) -> io::Result<NewDirectory> {
    let mut tries = TRIES;
    loop {
        let directory = Builder::new()
            .prefix(&prefix(target))
            .rand_bytes(RANDOM)
            .tempdir_in(parent(target))?;
        let lock = File::open(directory.path()).ok();
        tries -= 1;
        if is_held(lock.as_ref(), directory.path()) || tries == 0 {
            return Ok(NewDirectory {
                directory,
                _lock: lock,
            });
        }
    }
}

/// A new file beside this one, for its owner only. Removes what was left there before.
///
/// # Errors
/// When it cannot be made.
pub fn new_file(target: &Path) -> io::Result<NamedTempFile> {
    for (path, file) in abandoned(target) {
        if file.metadata().is_ok_and(|found| found.is_file()) {
            let _ = fs::remove_file(path);
        }
    }
    let mut tries = TRIES;
    loop {
        let file = Builder::new()
            .prefix(&prefix(target))
            .rand_bytes(RANDOM)
            .tempfile_in(parent(target))?;
        tries -= 1;
        if is_held(Some(file.as_file()), file.path()) || tries == 0 {
            return Ok(file);
        }
    }
}

/// What killed processes left beside this path, each with a lock that keeps it from everybody else.
#[must_use]
pub fn abandoned(target: &Path) -> Vec<(PathBuf, File)> {
    let prefix = prefix(target);
    let is_ours = |name: &str| {
        let end = name.strip_prefix(&prefix);
        let end = end.map(|end| end.strip_suffix("-old").unwrap_or(end));
        end.is_some_and(|end| {
            end.len() == RANDOM && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    let Ok(entries) = fs::read_dir(parent(target)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if is_link || !entry.file_name().to_str().is_some_and(is_ours) {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            found.push((path, file));
        }
    }
    found
}

/// Whether it is locked and still there. Where nothing can be locked, nobody takes it for a leftover either.
fn is_held(file: Option<&File>, path: &Path) -> bool {
    let locked = file.is_none_or(|file| !matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
    locked && path.exists()
}

fn prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().take(REPEATED).collect();
    format!(".{name}.new-")
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_a_leftover() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("page.html");
        let held = new_file(&target).unwrap();
        for name in [
            ".page.html.new-aB3xYz",
            ".page.html.new-notes.txt",
            ".other.html.new-aB3xYz",
        ] {
            fs::write(home.path().join(name), "x").unwrap();
        }
        let left = home.path().join(".page.html.new-aB3xYz");
        let found: Vec<PathBuf> = abandoned(&target)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(found, [left.as_path()]);
        let another = new_file(&target).unwrap();
        assert!(!left.exists() && held.path().exists() && another.path().exists());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 4);
        drop((held, another));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
    }

    #[test]
    #[cfg(unix)]
    fn directories_are_held_too_and_links_are_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        let held = new_directory(&target).unwrap();
        let left = home.path().join(".out.new-abc123");
        fs::create_dir(&left).unwrap();
        fs::create_dir(home.path().join(".out.new-abc124-old")).unwrap();
        std::os::unix::fs::symlink(&left, home.path().join(".out.new-abc125")).unwrap();
        let mut found: Vec<PathBuf> = abandoned(&target)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        found.sort();
        assert_eq!(
            found,
            [left.clone(), home.path().join(".out.new-abc124-old")]
        );
        let path = held.keep();
        let found: Vec<PathBuf> = abandoned(&target)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert!(found.contains(&path), "it was given up");
    }
}
