//! Runs whose results the mirror may lack: a process that is killed ends before it tells the mirror.

use std::fs;
use std::io;

use super::{JournalError, Runs};
use crate::private_files;

/// In a run's directory from before its first request until the mirror has its results.
const UNTOLD: &str = "untold";

impl Runs {
    /// Writes down that, from now on, the mirror may lack results of this run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn expect_results(&self, id: &str) -> Result<(), JournalError> {
        let path = self.dir(id).join(UNTOLD);
        let made = private_files::file()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .and_then(|file| file.sync_all());
        made.map_err(|error| JournalError::io("write", &path, error))
    }

    /// Writes down that the mirror has all that this run confirmed.
    ///
    /// # Errors
    /// When it cannot be written: then the mirror is told once more, which changes nothing.
    pub fn mirror_was_told(&self, id: &str) -> Result<(), JournalError> {
        let path = self.dir(id).join(UNTOLD);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(JournalError::io("remove", &path, error))
            }
            _ => Ok(()),
        }
    }

    /// The runs whose results the mirror may lack, oldest first: running ones too.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn untold(&self) -> Result<Vec<String>, JournalError> {
        let mut ids = self.ids()?;
        ids.retain(|id| fs::symlink_metadata(self.dir(id).join(UNTOLD)).is_ok());
        ids.reverse();
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_untold_until_the_mirror_was_told() {
        let dir = tempfile::tempdir().unwrap();
        let runs = Runs::in_dir(dir.path());
        assert_eq!(runs.untold().unwrap(), [""; 0]);
        for id in ["20261128-2", "20261128-10"] {
            fs::create_dir(dir.path().join(id)).unwrap();
            runs.expect_results(id).unwrap();
            runs.expect_results(id).unwrap();
        }
        assert_eq!(runs.untold().unwrap(), ["20261128-2", "20261128-10"]);
        runs.mirror_was_told("20261128-2").unwrap();
        runs.mirror_was_told("20261128-2").unwrap();
        assert_eq!(runs.untold().unwrap(), ["20261128-10"]);
    }
}
