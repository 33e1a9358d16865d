//! Removes a mirror that holds no data.

use std::fs;
use std::path::Path;

use super::error::During;
use super::{Lock, Mirror, StoreError};

/// Tables about syncs and of history, which do not count as data.
const OF_SYNCS: [&str; 7] = [
    "mirror_sync",
    "mirror_stage",
    "mirror_writer",
    "mirror_cell",
    "mirror_was",
    "mirror_snapshot",
    "mirror_recorded",
];

impl Mirror {
    /// Removes the mirror at `path` if it holds no data of an organization, and its directory if that is empty then.
    /// Returns whether it did.
    ///
    /// # Errors
    /// When a sync holds it, or the files cannot be read or removed.
    pub fn remove_if_empty(path: &Path) -> Result<bool, StoreError> {
        let lock = Lock::take(path)?;
        let mirror = Self::open_read_only(path)?;
        if mirror.is_in_use()? {
            return Ok(false);
        }
        drop(mirror);
        for side in ["", "-journal", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(side);
            remove(Path::new(&file))?;
        }
        remove(&Lock::path(path))?;
        drop(lock);
        if let Some(directory) = path.parent() {
            // What else is there stays, and so does the directory.
            let _ = fs::remove_dir(directory);
        }
        Ok(true)
    }

    fn is_in_use(&self) -> Result<bool, StoreError> {
        let doing = "be read";
        let tables: Vec<String> = self
            .db
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'mirror_%'")
            .and_then(|mut read| read.query_map([], |row| row.get(0))?.collect())
            .during(doing)?;
        for table in tables {
            if OF_SYNCS.contains(&table.as_str()) {
                continue;
            }
            let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\")");
            if self
                .db
                .query_row(&sql, [], |row| row.get(0))
                .during(doing)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io("remove", file, error))
        }
        _ => Ok(()),
    }
}
