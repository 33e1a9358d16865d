//! Removes the records of runs.

use std::fs;

use super::{JournalError, OrgLock, Run, Runs};
use crate::private_files;

/// The file in the directory of a run whose records were removed.
const REMOVED: &str = "removed";

impl Runs {
    /// Removes a run and all its records. The caller has opened it, so that no other process works on it.
    ///
    /// # Errors
    /// When its files cannot be removed.
    pub fn remove(&self, run: Run) -> Result<(), JournalError> {
        let dir = self.dir(&run.info.id);
        // Under another name first: a removal that is interrupted leaves no half of a run.
        let aside = dir.with_file_name(format!("removed-{}", run.info.id));
        fs::rename(&dir, &aside).map_err(|error| JournalError::io("remove", &dir, error))?;
        drop(run);
        fs::remove_dir_all(&aside).map_err(|error| JournalError::io("remove", &aside, error))
    }

    /// Removes what is left of the records of a run that cannot be read. The lock shows that no process is writing them.
    /// Its directory stays: it claims the ID, and history names runs by their IDs.
    ///
    /// # Errors
    /// When its files cannot be removed.
    pub fn remove_unreadable(&self, _lock: &OrgLock, id: &str) -> Result<(), JournalError> {
        let dir = self.dir(id);
        let failed = |error| JournalError::io("remove the files of", &dir, error);
        private_files::file()
            .create(true)
            .truncate(true)
            .write(true)
            .open(dir.join(REMOVED))
            .map_err(failed)?;
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name() == REMOVED {
                continue;
            }
            let removed = match entry.file_type().map_err(failed)?.is_dir() {
                true => fs::remove_dir_all(entry.path()),
                false => fs::remove_file(entry.path()),
            };
            removed.map_err(failed)?;
        }
        Ok(())
    }

    /// Whether the records of a run were removed because they could not be read.
    #[must_use]
    pub fn was_removed(&self, id: &str) -> bool {
        self.dir(id).join(REMOVED).exists()
    }
}
