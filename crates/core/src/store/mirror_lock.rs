//! The lock of a mirror: one sync at a time. The operating system releases it when the process exits.

use std::fs::TryLockError;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::mirror::no_link;
use crate::file_lock::Locked;
use crate::private_files;

/// The exclusive right to sync into a mirror. Released on drop.
#[derive(Debug)]
pub struct Lock {
    _file: Locked,
}

impl Lock {
    /// Takes the right to sync into the mirror at `path`.
    ///
    /// # Errors
    /// `Busy` when another process holds it.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        let beside = Self::path(path);
        no_link(&beside)?;
        let file = private_files::file_itself()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&beside)
            .map_err(|error| StoreError::io("open", &beside, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self {
                _file: Locked(file),
            }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy {
                path: path.to_owned(),
            }),
            Err(TryLockError::Error(error)) => Err(StoreError::io("lock", &beside, error)),
        }
    }

    /// The path of the lock for the mirror at `path`.
    pub(super) fn path(path: &Path) -> PathBuf {
        path.with_extension("lock")
    }
}
