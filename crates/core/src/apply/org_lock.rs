//! The lock of an organization: one change at a time on this machine. Two processes at once would share the same
//! rate limits, and neither would know what the other is about to change.

use std::fs::TryLockError;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::JournalError;
use crate::file_lock::Locked;
use crate::private_files;

/// How far back the clock may be set while the order of runs is kept. (A larger step means that the clock was wrong.)
const SET_BACK: SignedDuration = SignedDuration::from_hours(1);

/// The exclusive right to change an organization. The operating system releases it when the process exits, however
/// that happens.
#[derive(Debug)]
pub struct OrgLock {
    file: Locked,
    path: PathBuf,
    before: Before,
}

/// How the previous holder released the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// No process has held it.
    Nobody,
    /// It was released at this time, in milliseconds since 1970.
    Ended(i64),
    /// The holder was killed at an unknown time.
    CutOff,
}

impl OrgLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// `OrgBusy` when another process holds it.
    pub(super) fn take(path: &Path) -> Result<Self, JournalError> {
        let failed = |doing| move |error| JournalError::io(doing, path, error);
        let mut file = private_files::file_itself()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed("open"))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => JournalError::OrgBusy,
            TryLockError::Error(error) => JournalError::io("lock", path, error),
        })?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed("read"))?;
        let before = match text.trim() {
            "" => Before::Nobody,
            text => text.parse().map_or(Before::CutOff, Before::Ended),
        };
        let mut turn = Self {
            file: Locked(file),
            path: path.to_owned(),
            before,
        };
        turn.write("under way\n")?;
        Ok(turn)
    }

    /// Whether no other process on this machine can have changed the organization since `at`.
    #[must_use]
    pub fn quiet_since(&self, at: i64) -> bool {
        match self.before {
            Before::Nobody => true,
            Before::Ended(ended) => ended < at,
            Before::CutOff => false,
        }
    }

    /// The time to start counting from: now, or the last release when the clock was set back a little since. So what a
    /// later run reads never looks older than what an earlier run read.
    #[must_use]
    pub fn not_before_last(&self, now: Timestamp) -> Timestamp {
        let Before::Ended(ended) = self.before else {
            return now;
        };
        match Timestamp::from_millisecond(ended) {
            Ok(ended) if ended > now && ended.duration_since(now) <= SET_BACK => ended,
            _ => now,
        }
    }

    /// Releases the lock and records when.
    ///
    /// # Errors
    /// When the time cannot be written. (The next holder then reads the live state once more.)
    pub fn end(mut self, now: i64) -> Result<(), JournalError> {
        self.write(&format!("{now}\n"))
    }

    fn write(&mut self, text: &str) -> Result<(), JournalError> {
        self.file
            .0
            .set_len(0)
            .and_then(|()| self.file.0.rewind())
            .and_then(|()| self.file.0.write_all(text.as_bytes()))
            .map_err(|error| JournalError::io("write", &self.path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_what_was_before_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("turn");
        let first = OrgLock::take(&path).unwrap();
        assert!(first.quiet_since(0));
        assert!(matches!(OrgLock::take(&path), Err(JournalError::OrgBusy)));
        first.end(1_000).unwrap();
        let second = OrgLock::take(&path).unwrap();
        assert!(second.quiet_since(1_001) && !second.quiet_since(1_000));
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        assert_eq!(second.not_before_last(at(999)), at(1_000));
        assert_eq!(second.not_before_last(at(1_001)), at(1_001));
        assert_eq!(second.not_before_last(at(-3_600_001)), at(-3_600_001));
        // It is cut off.
        drop(second);
        assert!(!OrgLock::take(&path).unwrap().quiet_since(i64::MAX));
    }

    #[test]
    fn it_is_private_and_never_reached_through_a_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("turn");
        drop(OrgLock::take(&path).unwrap());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(OrgLock::take(&link).is_err());
    }
}
