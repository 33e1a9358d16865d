//! One change of an organization at a time, on this machine: what two programs did at once would count
//! against the same limits, and neither would know what the other is about to change.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::JournalError;
use crate::private;

/// How far a clock may be set back and the order of runs still be told. (More than that was a clock that was wrong.)
const SET_BACK: SignedDuration = SignedDuration::from_hours(1);

/// The right to change the organization. The operating system takes it back with the process, however that
/// ends.
#[derive(Debug)]
pub struct OrgLock {
    file: File,
    path: PathBuf,
    before: Before,
}

/// What is known of the turn before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// There was none.
    Nobody,
    /// It ended, in milliseconds since 1970.
    Ended(i64),
    /// It was cut off, nobody knows when.
    CutOff,
}

impl OrgLock {
    /// Takes it.
    ///
    /// # Errors
    /// `OrgBusy` when another program has it.
    pub(super) fn take(path: &Path) -> Result<Self, JournalError> {
        let failed = |doing| move |error| JournalError::io(doing, path, error);
        let mut file = private::file_itself()
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
            file,
            path: path.to_owned(),
            before,
        };
        turn.write("under way\n")?;
        Ok(turn)
    }

    /// Whether nobody on this machine can have changed anything since.
    #[must_use]
    pub fn quiet_since(&self, at: i64) -> bool {
        match self.before {
            Before::Nobody => true,
            Before::Ended(ended) => ended < at,
            Before::CutOff => false,
        }
    }

    /// The time from which to count: now, or the end of the last turn where the clock was set back a little since.
    /// What a later run read is then never taken for older than what an earlier one read.
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

    /// Gives it back.
    ///
    /// # Errors
    /// When that cannot be written down. (The next turn then looks at the live state once more.)
    pub fn end(mut self, now: i64) -> Result<(), JournalError> {
        self.write(&format!("{now}\n"))
    }

    fn write(&mut self, text: &str) -> Result<(), JournalError> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()))
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
