//! Whether a review's folder is as its steps recorded it. Needs nothing but the folder.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::folder::{is_inside, is_returned, read_file, walk};
use super::{FileEntry, Folder, MANIFEST, ReviewError};

/// How a file differs from what was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Its content is another.
    Changed,
    /// The file is missing.
    Missing,
    /// No step recorded it.
    Added,
}

impl What {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Added => "added",
        }
    }
}

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its path in the folder.
    pub path: String,
    /// How it differs.
    pub what: What,
    /// More about it.
    pub why: String,
}

/// The result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// The hash that identifies the folder.
    pub hash: String,
    /// The number of steps.
    pub steps: usize,
    /// The number of recorded files.
    pub files: usize,
    /// What differs.
    pub findings: Vec<Finding>,
    /// Files that the next step will record: returned lists, and approvals of plans.
    pub pending: Vec<String>,
}

/// Recomputes every hash of a review's folder.
///
/// # Errors
/// When it is not one, or cannot be read.
pub fn verify(dir: &Path) -> Result<Verified, ReviewError> {
    let folder = Folder::open(dir)?;
    let manifest = &folder.manifest;
    let mut result = Verified {
        hash: manifest.hash().to_owned(),
        steps: manifest.steps().count(),
        ..Verified::default()
    };
    for why in manifest.altered() {
        result.add(MANIFEST, What::Changed, why);
    }
    let mut recorded: BTreeMap<&str, &FileEntry> = BTreeMap::new();
    for file in manifest.files() {
        result.files += 1;
        if recorded.insert(&file.path, file).is_some() {
            let why = format!("lists {} twice", file.path);
            result.add(MANIFEST, What::Changed, why);
        }
    }
    for file in recorded.values() {
        result.check(dir, file);
    }
    let plans: Vec<String> = manifest
        .plans()
        .map(|planned| format!("{}.approval", planned.plan))
        .collect();
    let open = manifest.closed().is_none();
    for path in walk(dir)? {
        if path == MANIFEST || recorded.contains_key(path.as_str()) {
            continue;
        }
        let kind = dir.join(&path).symlink_metadata().map(|of| of.file_type());
        let (link, file) = match &kind {
            Ok(kind) => (kind.is_symlink(), kind.is_file()),
            Err(_) => (false, false),
        };
        if open && file && (is_returned(&path) || plans.contains(&path)) {
            result.pending.push(path);
        } else {
            let why = match (link, file) {
                (true, _) => "is a symbolic link",
                (_, true) => "belongs to no step",
                _ => "is no regular file",
            };
            result.add(&path, What::Added, why.to_owned());
        }
    }
    Ok(result)
}

impl Verified {
    fn add(&mut self, path: &str, what: What, why: String) {
        self.findings.push(Finding {
            path: path.to_owned(),
            what,
            why,
        });
    }

    fn check(&mut self, dir: &Path, file: &FileEntry) {
        if !is_inside(&file.path) {
            let why = "names a file outside the folder".to_owned();
            self.add(MANIFEST, What::Changed, why);
            return;
        }
        match read_file(&dir.join(&file.path)) {
            Ok(bytes) => {
                let now = FileEntry::of(&file.path, &bytes);
                if now.sha256 != file.sha256 {
                    let why = format!("its checksum is now {}", now.sha256);
                    self.add(&file.path, What::Changed, why);
                } else if now.bytes != file.bytes {
                    let why = format!("has another length for {} than the file", file.path);
                    self.add(MANIFEST, What::Changed, why);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.add(&file.path, What::Missing, "is not there".to_owned());
            }
            Err(error) => self.add(&file.path, What::Changed, error.to_string()),
        }
    }
}
