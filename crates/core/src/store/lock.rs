//! One sync at a time: a lock that the operating system drops with the process, however it ends.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::StoreError;

/// The right to sync into a mirror. Given up when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the right to sync into the mirror at `path`.
    ///
    /// # Errors
    /// `Busy` when another program has it.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        let beside = path.with_extension("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&beside)
            .map_err(|error| StoreError::io("open", &beside, error))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(StoreError::Busy {
                path: path.to_owned(),
            }),
            Err(error) => Err(StoreError::io("lock", &beside, error.into())),
        }
    }
}
