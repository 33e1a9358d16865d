//! A private copy of a database that the browser may be writing.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;

use super::BrowserError;
use crate::private_dir::{PrivateDir, new_file};

/// How often a copy is tried while the files change.
const TRIES: u32 = 8;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(120);

/// A copy, open for reading. It is gone when this is dropped.
pub(super) struct Copy {
    /// The database. Closed before its directory goes.
    pub db: Connection,
    _dir: PrivateDir,
}

/// Copies a database, with what is not yet in its main file, into a private directory below `scratch`. A copy
/// that was made while the files changed is made again.
pub(super) fn copy(path: &Path, scratch: &Path) -> Result<Copy, BrowserError> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            std::thread::sleep(PAUSE);
        }
        let dir =
            PrivateDir::for_copy(scratch).map_err(|error| BrowserError::io(scratch, error))?;
        let before = state(path);
        let target = dir.path().join("copy.sqlite");
        duplicate(path, &target).map_err(|error| BrowserError::io(path, error))?;
        // The shared memory file is left out: it belongs to the processes that have the original open.
        for (ours, theirs) in [
            ("copy.sqlite-wal", "-wal"),
            ("copy.sqlite-journal", "-journal"),
        ] {
            match duplicate(&beside(path, theirs), &dir.path().join(ours)) {
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
                return Ok(Copy { db, _dir: dir });
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

fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    io::copy(&mut from, &mut new_file(to)?).map(drop)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// What changes when a browser writes to the file.
fn state(path: &Path) -> Vec<Option<(u64, Option<SystemTime>)>> {
    ["", "-wal", "-journal"]
        .iter()
        .map(|end| {
            let about = fs::metadata(beside(path, end)).ok()?;
            Some((about.len(), about.modified().ok()))
        })
        .collect()
}
