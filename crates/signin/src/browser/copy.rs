//! A private copy of a database that somebody may be writing.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use super::BrowserError;

/// How often a copy is tried while the files change.
const TRIES: u32 = 8;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(120);

/// A copy, open for reading. It is gone when this is dropped.
pub(super) struct Copy {
    /// The database.
    pub db: Connection,
    _directory: tempfile::TempDir,
}

/// Copies a database with what is not yet in its main file. A copy that was made while the files changed is
/// made again.
pub(super) fn copy(path: &Path) -> Result<Copy, BrowserError> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            std::thread::sleep(PAUSE);
        }
        let directory = tempfile::Builder::new()
            .prefix("atlctl-")
            .tempdir()
            .map_err(|error| BrowserError::io(path, error))?;
        let before = state(path);
        let target = directory.path().join("copy.sqlite");
        private(path, &target).map_err(|error| BrowserError::io(path, error))?;
        // The shared memory file is left out: it belongs to the processes that have the original open.
        for (ours, theirs) in [
            ("copy.sqlite-wal", "-wal"),
            ("copy.sqlite-journal", "-journal"),
        ] {
            match private(&beside(path, theirs), &directory.path().join(ours)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(BrowserError::io(path, error));
                }
                _ => {}
            }
        }
        if before != state(path) {
            continue;
        }
        // Opened for writing, so that SQLite plays back what is in the log.
        let opened = Connection::open(&target).and_then(|db| {
            let sound: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            Ok((db, sound))
        });
        match opened {
            Ok((db, sound)) if sound == "ok" => {
                return Ok(Copy {
                    db,
                    _directory: directory,
                });
            }
            // Half a write: the next copy will be whole.
            Ok(_) => {}
            Err(error) if attempt + 1 == TRIES => return Err(BrowserError::database(path, error)),
            Err(_) => {}
        }
    }
    Err(BrowserError::Unsteady {
        path: path.to_owned(),
    })
}

fn private(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    let mut to = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)?;
    io::copy(&mut from, &mut to).map(drop)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// What changes when somebody writes.
fn state(path: &Path) -> Vec<Option<(u64, u64, i64, i64)>> {
    ["", "-wal", "-journal"]
        .iter()
        .map(|end| {
            let about = fs::metadata(beside(path, end)).ok()?;
            Some((about.ino(), about.len(), about.mtime(), about.mtime_nsec()))
        })
        .collect()
}
