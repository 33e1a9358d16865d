//! Removes the records of runs.

use std::fs;
use std::io;
use std::path::Path;

use super::{JournalError, OrgLock, Run, Runs};

impl Runs {
    /// Removes a run and all its records. The caller has opened it, so that no other process works on it.
    ///
    /// # Errors
    /// When its files cannot be removed.
    pub fn remove(&self, run: Run) -> Result<(), JournalError> {
        let id = run.info.id.clone();
        self.remove_directory(&id, || drop(run))
    }

    /// Removes what is left of the records of a run that cannot be read. The lock shows that no process is writing them.
    ///
    /// # Errors
    /// When its files cannot be removed.
    pub fn remove_unreadable(&self, _lock: &OrgLock, id: &str) -> Result<(), JournalError> {
        self.remove_directory(id, || {})
    }

    fn remove_directory(&self, id: &str, free: impl FnOnce()) -> Result<(), JournalError> {
        let failed = |place: &Path, error: io::Error| JournalError::io("remove", place, error);
        let dir = self.dir(id);
        // Under another name first: a removal that is interrupted leaves no half of a run.
        let aside = dir.with_file_name(format!("removed-{id}"));
        fs::rename(&dir, &aside).map_err(|error| failed(&dir, error))?;
        free();
        fs::remove_dir_all(&aside).map_err(|error| failed(&aside, error))
    }
}
