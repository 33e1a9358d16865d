//! The directory of an export: what is there before, and the new one beside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::FileFormat;
use super::manifest::{Manifest, NAME};
use super::replace::{remove_export, remove_files, replace};
use crate::export::ExportError;
use crate::private_files;
use crate::replacement_files::{NewDirectory, abandoned, new_directory};

/// Files that are named in an error.
const NAMED: usize = 3;

/// A directory that an export may replace: it does not exist, is empty, or has nothing but an earlier export of the same
/// organization in the same format.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    /// The earlier export.
    before: Option<Manifest>,
}

impl Directory {
    /// Looks at a directory. `here` is the current one, which cannot be replaced.
    ///
    /// # Errors
    /// When it contains anything else, or cannot be read.
    pub fn check(
        path: &Path,
        format: FileFormat,
        org: Option<&str>,
        here: Option<&Path>,
    ) -> Result<Self, ExportError> {
        let path = real(path, here)?;
        let entries = match files(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { path, before: None });
            }
            Err(error) => return Err(ExportError::io("read", &path)(error)),
        };
        let before = Manifest::read(&path)?;
        let ours = |name: &String| {
            before.as_ref().is_some_and(|before| {
                name == NAME || before.files.iter().any(|file| file.path == *name)
            })
        };
        let mut found: Vec<String> = entries.into_iter().filter(|name| !ours(name)).collect();
        if !found.is_empty() {
            found.sort();
            let more = found.len().saturating_sub(NAMED);
            found.truncate(NAMED);
            return Err(ExportError::NotOurs { path, found, more });
        }
        if let Some(before) = &before {
            let other = |what: String| ExportError::Another {
                path: path.clone(),
                what,
            };
            if before.format != format.as_str() {
                return Err(other(format!("an export in the {} format", before.format)));
            }
            if let (Some(before), Some(org)) = (&before.org_id, org)
                && before != org
            {
                return Err(other(format!(
                    "an export of another organization ({before})"
                )));
            }
        }
        Ok(Self { path, before })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The files of the earlier export.
    pub(super) fn before(&self) -> Option<&Manifest> {
        self.before.as_ref()
    }

    /// A new directory beside it, which goes when it is dropped. What killed exports left there is removed.
    pub(super) fn beside(&self) -> Result<NewDirectory, ExportError> {
        let parent = self.path.parent().unwrap_or(Path::new("/"));
        private_files::directory()
            .recursive(true)
            .create(parent)
            .map_err(ExportError::io("create", parent))?;
        self.remove_leftovers();
        new_directory(&self.path).map_err(ExportError::io("create a directory in", parent))
    }

    /// Removes what killed exports left. What is not of an export stays, and so does what was moved aside while nothing
    /// took its place.
    fn remove_leftovers(&self) {
        let is_aside = |path: &Path| path.to_string_lossy().ends_with("-old");
        for (left, _lock) in abandoned(&self.path) {
            if !left.is_dir() || is_aside(&left) && !self.path.exists() {
                continue;
            }
            match Manifest::read(&left) {
                Ok(Some(manifest)) => remove_export(&left, &manifest),
                _ => {
                    let files = files(&left).unwrap_or_default();
                    let ours = files.iter().filter(|name| is_of_export(name));
                    remove_files(&left, ours.map(String::as_str));
                }
            }
        }
    }

    /// Puts the new directory in its place, and removes the earlier export.
    pub(super) fn put(&self, new: NewDirectory) -> Result<(), ExportError> {
        let new = new.keep();
        match replace(&new, &self.path) {
            Ok(old) => {
                if let (Some(old), Some(before)) = (old, &self.before) {
                    remove_export(&old, before);
                }
                Ok(())
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&new);
                Err(ExportError::io("replace", &self.path)(error))
            }
        }
    }
}

/// Whether a file below a directory is named as those of exports: `user.csv`, `user/snapshot=3/part-0.parquet`. An empty
/// directory ends in `/`.
fn is_of_export(name: &str) -> bool {
    let mut parts = name.split('/');
    let view = parts.next().unwrap_or_default();
    let (stem, ending) = view.split_once('.').unwrap_or((view, ""));
    let is_view = !stem.is_empty()
        && stem
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if name == NAME {
        return true;
    }
    is_view
        && match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => ["csv", "jsonl"].contains(&ending),
            (Some(""), None, _) => true,
            (Some(of), part, None) => {
                let part = part.unwrap_or_default();
                (of.starts_with("snapshot=") || of.starts_with("day="))
                    && (part.is_empty() || part.starts_with("part-") && part.ends_with(".parquet"))
            }
            _ => false,
        }
}

/// The path itself: links are followed, and the end need not exist.
fn real(path: &Path, here: Option<&Path>) -> Result<PathBuf, ExportError> {
    let failed = ExportError::io("find", path);
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::path::absolute(path).map_err(failed)?
        }
        Err(error) => return Err(failed(error)),
    };
    let fixed = |what| ExportError::Fixed {
        path: real.clone(),
        what,
    };
    if real.file_name().is_none() {
        return Err(fixed("the root of the file system"));
    }
    if here.is_some_and(|here| here.starts_with(&real)) {
        return Err(fixed("the current directory or one above it"));
    }
    Ok(real)
}

/// All that is below a directory and is not a directory itself, and empty directories; with `/` between names.
fn files(directory: &Path) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut left = vec![(directory.to_owned(), String::new())];
    while let Some((path, name)) = left.pop() {
        let mut empty = true;
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            empty = false;
            let below = entry.file_name();
            let below = below.to_string_lossy();
            let below = if name.is_empty() {
                below.into_owned()
            } else {
                format!("{name}/{below}")
            };
            if entry.file_type()?.is_dir() {
                left.push((entry.path(), below));
            } else {
                found.push(below);
            }
        }
        if empty && !name.is_empty() {
            found.push(format!("{name}/"));
        }
    }
    Ok(found)
}
