//! A small file of JSON that survives restarts, written so that it is the old or the new one whenever the machine stops.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::file_lock::Locked;
use crate::private_files;

/// The format's number.
const FORMAT: u32 = 1;

/// Why a state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another process uses it.
    #[error("another atlctl uses {}", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be read or written.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What failed.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// It is no state file, or one of a newer version.
    #[error("{} is not a state file of this version", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: serde_json::Error,
    },
    /// A newer version wrote it.
    #[error("{} was written by a newer atlctl (format {found})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
}

#[derive(Serialize, Deserialize)]
struct Framed<T> {
    format: u32,
    state: T,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// A state file, for this process alone until it is dropped.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    _lock: Locked,
}

impl StateFile {
    /// Takes the file for this process. Its directory is made (0700); the file itself is made by the first
    /// [`StateFile::write`] (0600).
    ///
    /// # Errors
    /// `Busy` when another process has it.
    pub fn take(path: &Path) -> Result<Self, StateError> {
        let failed = |doing: &'static str, path: &Path| {
            let path = path.to_owned();
            move |source| StateError::Io {
                doing,
                path,
                source,
            }
        };
        if let Some(parent) = path.parent() {
            private_files::directory()
                .recursive(true)
                .create(parent)
                .map_err(failed("make", parent))?;
        }
        let beside = path.with_extension("lock");
        let lock = private_files::file_itself()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&beside)
            .map_err(failed("open", &beside))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StateError::Busy {
                path: path.to_owned(),
            },
            TryLockError::Error(source) => failed("lock", &beside)(source),
        })?;
        Ok(Self {
            path: path.to_owned(),
            _lock: Locked(lock),
        })
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it; `None` when it was never written.
    ///
    /// # Errors
    /// When it cannot be read, or is not a state file.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, StateError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(StateError::Io {
                    doing: "read",
                    path: self.path.clone(),
                    source,
                });
            }
        };
        let unreadable = |source| StateError::Unreadable {
            path: self.path.clone(),
            source,
        };
        let head: Head = serde_json::from_str(&text).map_err(unreadable)?;
        if head.format > FORMAT {
            return Err(StateError::Newer {
                path: self.path.clone(),
                found: head.format,
            });
        }
        let framed: Framed<T> = serde_json::from_str(&text).map_err(unreadable)?;
        Ok(Some(framed.state))
    }

    /// Replaces it, on the disk before this returns.
    ///
    /// # Errors
    /// When it cannot be written; it is then unchanged.
    pub fn write<T: Serialize>(&self, state: &T) -> Result<(), StateError> {
        let framed = Framed {
            format: FORMAT,
            state,
        };
        let text = serde_json::to_string(&framed).map_err(|source| StateError::Unreadable {
            path: self.path.clone(),
            source,
        })?;
        self.replace(&text).map_err(|source| StateError::Io {
            doing: "write",
            path: self.path.clone(),
            source,
        })
    }

    fn replace(&self, text: &str) -> std::io::Result<()> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        // The new name, too.
        #[cfg(unix)]
        File::open(dir)?.sync_all()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_for_one_process_and_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events/tail.json");
        let file = StateFile::take(&path).unwrap();
        assert!(matches!(
            StateFile::take(&path),
            Err(StateError::Busy { .. })
        ));
        assert_eq!(file.read::<Vec<u32>>().unwrap(), None);
        file.write(&vec![1, 2]).unwrap();
        file.write(&vec![1, 2, 3]).unwrap();
        assert_eq!(file.read::<Vec<u32>>().unwrap(), Some(vec![1, 2, 3]));
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        drop(file);
        assert!(StateFile::take(&path).is_ok());
    }

    #[test]
    fn what_is_no_state_is_not_taken_for_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tail.json");
        let file = StateFile::take(&path).unwrap();
        for text in ["", "{}", "[1]", r#"{"format":1,"state":{"x":1}}"#] {
            fs::write(&path, text).unwrap();
            let read = file.read::<Vec<u32>>();
            assert!(matches!(read, Err(StateError::Unreadable { .. })), "{text}");
        }
        fs::write(&path, r#"{"format":2,"state":[]}"#).unwrap();
        let read = file.read::<Vec<u32>>();
        assert!(matches!(read, Err(StateError::Newer { found: 2, .. })));
    }
}
