//! Groups of profiles: since Firefox 138 the profiles that people make and switch between in the browser itself are in
//! a database of their group, and only the one used last is in `profiles.ini`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// A profile of a group.
pub(super) struct Member {
    pub name: String,
    pub directory: PathBuf,
}

/// The profiles of all groups below this root. What cannot be read is left out.
pub(super) fn members(root: &Path) -> Vec<Member> {
    let entries = std::fs::read_dir(root.join("Profile Groups")).into_iter();
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "sqlite"))
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            of_group(file, root).unwrap_or_else(|error| {
                tracing::debug!("{} cannot be read: {error}", file.display());
                Vec::new()
            })
        })
        .collect()
}

/// It holds names and places, no cookies: it is read where it lies, and nothing in it is changed.
fn of_group(file: &Path, root: &Path) -> rusqlite::Result<Vec<Member>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags)?;
    db.busy_timeout(Duration::from_millis(500))?;
    let mut select = db.prepare("SELECT path, name FROM Profiles ORDER BY id")?;
    let rows = select.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut members = Vec::new();
    // An odd row costs itself, not the group.
    for (path, name) in rows.flatten() {
        members.push(Member {
            name,
            // Relative to the root, unless it lies elsewhere.
            directory: root.join(path),
        });
    }
    Ok(members)
}
