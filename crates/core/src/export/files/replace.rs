//! Puts a directory in another's place: readers see the one or the other.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::manifest::{Manifest, NAME};

/// Puts `new` at `path`; where the earlier directory is now, if there was one.
pub(super) fn replace(new: &Path, path: &Path) -> io::Result<Option<PathBuf>> {
    if !path.exists() {
        fs::rename(new, path)?;
        return Ok(None);
    }
    if exchange(new, path).is_ok() {
        return Ok(Some(new.to_owned()));
    }
    // Where two names cannot be exchanged, there is a moment without the directory.
    let mut aside = new.as_os_str().to_owned();
    aside.push("-old");
    let aside = PathBuf::from(aside);
    fs::rename(path, &aside)?;
    match fs::rename(new, path) {
        Ok(()) => Ok(Some(aside)),
        Err(error) => {
            fs::rename(&aside, path)?;
            Err(error)
        }
    }
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes an export that was replaced: its own files, and directories that are then empty. What else came there
/// meanwhile stays.
pub(super) fn remove_export(old: &Path, manifest: &Manifest) {
    remove_files(old, manifest.files.iter().map(|file| file.path.as_str()));
}

/// Removes these files below a directory, the manifest, and directories that are then empty.
pub(super) fn remove_files<'f>(old: &Path, files: impl Iterator<Item = &'f str>) {
    let mut directories = BTreeSet::new();
    for file in files {
        let below = Path::new(file);
        // The manifest may have been changed: nothing outside of the directory is ours.
        if !below
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            continue;
        }
        let path = old.join(below);
        let _ = fs::remove_file(&path);
        let above = path.ancestors().skip(1);
        directories.extend(above.take_while(|path| *path != old).map(Path::to_owned));
    }
    let _ = fs::remove_file(old.join(NAME));
    // The deepest come last in this order.
    for directory in directories.iter().rev() {
        let _ = fs::remove_dir(directory);
    }
    let _ = fs::remove_dir(old);
}
