//! Saves a page: readable only by its owner, written completely or not at all, never through a symbolic link.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why a page could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Something is there already, and overwriting was not asked for.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// The path is a symbolic link: what it points to may not be ours to overwrite.
    #[error("{} is a symbolic link", .0.display())]
    Link(PathBuf),
    /// The operating system refused.
    #[error("cannot write {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
}

/// Whether a page could be saved there: for what does something first that cannot be taken back. Leaves nothing
/// behind.
///
/// # Errors
/// Checks whether [`save`] would succeed.
pub fn can_save(path: &Path, overwrite: bool) -> Result<(), SaveError> {
    beside(path, overwrite).map(drop)
}

/// Saves a page with mode 0600, whole or not at all.
///
/// # Errors
/// When the file exists and `overwrite` is not set, the path is a symbolic link, or it
/// cannot be written.
pub fn save(path: &Path, page: &str, overwrite: bool) -> Result<(), SaveError> {
    let failed = |error| SaveError::Io(path.to_owned(), error);
    let mut file = beside(path, overwrite)?;
    file.write_all(page.as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    if overwrite {
        file.persist(path).map_err(|error| failed(error.error))?;
    } else {
        file.persist_noclobber(path).map_err(|error| {
            if error.error.kind() == io::ErrorKind::AlreadyExists {
                SaveError::Exists(path.to_owned())
            } else {
                failed(error.error)
            }
        })?;
    }
    Ok(())
}

/// A temporary file next to the target, which replaces it when complete.
fn beside(path: &Path, overwrite: bool) -> Result<tempfile::NamedTempFile, SaveError> {
    let failed = |error| SaveError::Io(path.to_owned(), error);
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => return Err(SaveError::Link(path.to_owned())),
        // Not even with leave to overwrite: a device or a pipe would be gone from its place.
        Ok(found) if !found.is_file() => {
            return Err(failed(io::Error::other("it is not a regular file")));
        }
        Ok(_) if !overwrite => return Err(SaveError::Exists(path.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    // Made with mode 0600, whatever the umask.
    crate::replacement_files::new_file(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_page_is_private_and_never_goes_through_a_link() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run.html");
        save(&path, "one", false).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(matches!(
            save(&path, "two", false),
            Err(SaveError::Exists(_))
        ));
        save(&path, "two", true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        let link = dir.path().join("link.html");
        symlink(&path, &link).unwrap();
        assert!(matches!(
            save(&link, "three", true),
            Err(SaveError::Link(_))
        ));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
    }

    #[test]
    fn checking_for_saving_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run.html");
        can_save(&path, false).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        let nowhere = dir.path().join("no such directory").join("run.html");
        assert!(matches!(can_save(&nowhere, true), Err(SaveError::Io(..))));
        assert!(matches!(can_save(dir.path(), true), Err(SaveError::Io(..))));
        save(&path, "one", false).unwrap();
        assert!(matches!(can_save(&path, false), Err(SaveError::Exists(_))));
        can_save(&path, true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
    }
}
