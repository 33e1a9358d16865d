//! A file whose lock this process holds.

use std::fs::File;

/// Holds the lock of a file, which must have been taken. Dropping it releases the lock at once: closing the file is not
/// enough while a child process that is being started still has it open.
#[derive(Debug)]
pub(crate) struct Locked(pub(crate) File);

impl Drop for Locked {
    fn drop(&mut self) {
        // Closing releases it otherwise.
        let _ = self.0.unlock();
    }
}
